package dev.odeon.gpu.ensemble;

import static dev.odeon.nn.graph.LogicalFunction.AND;
import static dev.odeon.nn.graph.LogicalFunction.OR;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import java.util.List;
import java.util.Optional;

/// Writes the loop around the step graphs: what `BlockSolver` of `ode.lanes` does for the lanes of
/// a block, in the same order of decisions.
final class TrajectoryWriter {
  /// After so many attempts a trajectory is looked at whatever happens.
  private static final int PATIENCE = 1024;

  private final Trajectory self;
  private final ProgramBuilder code;
  private final TrajectoryTargets targets;
  private final TrajectorySaves saves;
  private final TrajectoryStart start;
  private final TrajectoryEnd end;
  private final Optional<TrajectoryEvents> events;
  private final Variable left;

  /// Whether something else than a step is to be done next.
  private final Variable cold;

  /// Whether a trajectory has ended that is not yet reported.
  private final Variable idle;

  private final Variable never;

  /// Number of attempts at which to look whether all is to end.
  private final Variable nextLook;

  TrajectoryWriter(LaneProgram lanes, StepKeeping keeping) {
    self = new Trajectory(lanes, keeping);
    code = self.code;
    targets = new TrajectoryTargets(self);
    saves = new TrajectorySaves(self);
    start = new TrajectoryStart(self);
    end = new TrajectoryEnd(self);
    events = lanes.events().isEmpty() ? Optional.empty() : Optional.of(new TrajectoryEvents(self));
    left = code.truth();
    cold = code.truth();
    idle = code.truth();
    never = code.truth();
    nextLook = code.number();
  }

  TrajectoryProgram write() {
    code.set(
        List.of(self.zero, self.one, never, cold, idle),
        x -> List.of(x.number(0), x.number(1), x.truth(false), x.truth(true), x.truth(false)));
    self.loadShared();
    take();
    code.repeat(left, () -> code.when(cold, this::turn, this::step));
    String name = self.program.steps().field().graph().name() + "_trajectories";
    return new TrajectoryProgram(self.program, self.keeping, code.build(name), self.memory);
  }

  /// Takes the next trajectory that no thread has taken, if one is left.
  private void take() {
    code.count(self.memory.next(), self.lane);
    code.set(left, x -> x.of(self.lane).compare(Comparison.LT, x.of(self.lanes)));
    code.set(List.of(self.begins, self.first), x -> List.of(x.of(left), x.truth(true)));
  }

  /// Ends a trajectory, begins one, or begins one anew: what is not a step. Threads of which one
  /// takes a step and another does something else do so one after the other, and then go on
  /// together.
  private void turn() {
    code.when(
        idle,
        () -> {
          end.report(saves.number());
          take();
        });
    code.when(
        self.begins,
        () -> {
          code.when(self.first, this::load);
          begin();
        });
    code.assign(cold, idle);
  }

  private void load() {
    code.assign(self.restarts, self.zero);
    code.load(self.before.get(Carry.Y), self.memory.initial(), self.lane, self.lanes);
    self.loadOwn();
    for (int i = Carry.ATTEMPTS; i < self.carry.controlStart(); i++) {
      code.assign(self.before.get(i), self.zero);
    }
    targets.start();
    events.ifPresent(TrajectoryEvents::start);
  }

  private void begin() {
    Variable fresh =
        events
            .map(watching -> code.let(x -> x.of(self.first).logical(OR, x.of(watching.changed()))))
            .orElse(self.first);
    start.run(targets.whole(), fresh);
    code.when(self.first, saves::start);
    events.ifPresent(TrajectoryEvents::begin);
    start.endIfEmpty(targets.end());
    haltIfAsked(self.before.get(Carry.T));
    lookLater(self.before.get(Carry.ATTEMPTS));
    aim();
    code.set(
        List.of(idle, self.begins, self.first),
        x -> List.of(isRunning(x).not(), x.truth(false), x.truth(false)));
  }

  /// Ends the trajectory where it is if all are to end, unless it ends otherwise.
  private void haltIfAsked(Variable t) {
    Variable asked = code.peek(self.memory.halt());
    code.set(
        List.of(self.end, self.when),
        x -> {
          Tensor halts = x.of(asked).logical(AND, isRunning(x));
          return List.of(
              halts.select(x.number(Report.HALTED), x.of(self.end)),
              halts.select(x.of(t), x.of(self.when)));
        });
  }

  private void lookLater(Variable attempts) {
    code.set(nextLook, x -> x.of(attempts).plus(PATIENCE));
  }

  private Tensor isRunning(Reading x) {
    return x.of(self.end).compare(Comparison.EQ, Report.RUNNING);
  }

  private void step() {
    self.attempt();
    Variable asks =
        code.let(
            x ->
                end.watchesEvaluations()
                    ? x.truth(true)
                    : x.of(self.rest.get(Attempt.ATTENTION))
                        .compare(Comparison.NE, 0)
                        .logical(
                            OR,
                            x.of(self.after.get(Carry.ATTEMPTS))
                                .compare(Comparison.GE, x.of(nextLook))));
    self.keepStep();
    code.when(asks, this::attend);
    code.assign(self.before, self.after);
  }

  private void attend() {
    events.ifPresent(watching -> watching.locate(end.watchesEvaluations()));
    Variable cut = events.map(TrajectoryEvents::cut).orElse(never);
    events.ifPresent(watching -> code.when(cut, () -> self.keepEnd(watching.occurred())));
    targets.reach(cut);
    saves.save();
    end.judge(targets.end(), targets.restarting(), cut);
    end.keepWreck();
    haltIfAsked(self.after.get(Carry.T));
    lookLater(self.after.get(Carry.ATTEMPTS));
    Variable again =
        code.let(x -> isRunning(x).logical(AND, x.of(targets.restarting()).logical(OR, x.of(cut))));
    code.when(again, this::restart, this::aim);
    code.set(
        List.of(idle, self.begins, cold),
        x -> {
          Tensor ended = isRunning(x).not();
          return List.of(ended, x.of(again), ended.logical(OR, x.of(again)));
        });
  }

  private void restart() {
    targets.pass();
    events.ifPresent(TrajectoryEvents::resume);
    code.set(self.restarts, x -> x.of(self.restarts).plus(1));
  }

  /// Says where the next steps are to end, and when to look at the lane next.
  private void aim() {
    saves.aim();
    code.assign(self.stop, targets.aim());
    if (self.program.steps().rule().endsStepsAtSaves()
        && self.program.control() instanceof StepControl.Adaptive) {
      code.set(
          self.stop,
          x -> {
            Tensor save = x.of(self.save);
            Tensor target = x.of(targets.aim());
            return save.minus(target)
                .times(self.direction())
                .compare(Comparison.LT, 0)
                .logical(AND, save.abs().compare(Comparison.LT, Double.POSITIVE_INFINITY))
                .select(save, target);
          });
    }
    events.ifPresent(TrajectoryEvents::aim);
  }
}
