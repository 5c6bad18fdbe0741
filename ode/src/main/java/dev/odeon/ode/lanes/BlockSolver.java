package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/// The loop around the step graphs, for one block of at most 64 lanes. The decisions are in the
/// graphs; a lane is looked at only when its attempt asks for attention. Used by one thread at a
/// time.
final class BlockSolver {
  private final LaneProgram program;
  private final Carry carry;
  private final int dimension;
  private final int guards;
  private final BlockAttempts attempts;
  private final BlockState state;
  private final BlockSaves saves;
  private final Autopsy autopsy;
  private final BlockStart beginning;

  /// The method has no good interpolant.
  private final boolean endsStepsAtSaves;

  private final Targets targets = new Targets();
  private final BlockLimits limits;
  private final BlockEnds ends;
  private final @Nullable BlockEvents events;
  private final boolean[] restarting = new boolean[Blocks.SIZE];
  private final int[] restarts = new int[Blocks.SIZE];

  /// @param columns most lanes of a task
  BlockSolver(LaneProgram program, Backend backend, int columns) {
    this.program = program;
    carry = program.carry();
    dimension = program.steps().field().dimension();
    guards = program.steps().field().guards().size();
    state =
        new BlockState(
            carry,
            program.steps().field().parameterTypes(),
            outputs(program.attempt(), carry.size()),
            columns);
    attempts = new BlockAttempts(program, backend, state);
    saves = new BlockSaves(program, backend, state);
    endsStepsAtSaves =
        program.steps().rule().endsStepsAtSaves()
            && program.control() instanceof StepControl.Adaptive;
    autopsy = new Autopsy(program, backend, state);
    beginning = new BlockStart(program, backend, state, targets, columns);
    limits = new BlockLimits(program, state);
    ends = new BlockEnds(program, state);
    events = program.events().isEmpty() ? null : new BlockEvents(program, backend, state);
  }

  private static List<TensorType> outputs(Graph graph, int from) {
    return graph.outputs().subList(from, graph.outputs().size()).stream().map(Value::type).toList();
  }

  int columns() {
    return state.columns();
  }

  /// Solves; keeps on `tape` what a sensitivity wants. Whether it had room.
  boolean solve(BlockTask task, StepTape tape) {
    attempts.begin(tape);
    solve(task);
    return attempts.end();
  }

  void solve(BlockTask task) {
    start(task);
    while (state.live() > 0) {
      if (Thread.currentThread().isInterrupted()) {
        endAll(task, Outcome.Cancelled::new);
        return;
      }
      if (limits.isTimeUp(task)) {
        endAll(task, Outcome.Deadline::new);
        return;
      }
      attempts.make();
      attend(task);
      attempts.advance();
    }
  }

  private void start(BlockTask task) {
    int width = task.width();
    LaneInput input = task.input();
    state.load(task);
    double[] t = state.before(Carry.T);
    double[] y = state.before(Carry.Y);
    LaneArrays.gather(input.initial(), dimension, input.lanes(), task.first(), width, y);
    for (int lane = 0; lane < width; lane++) {
      double end = input.end(task.first() + lane, program.span());
      targets.load(lane, program.span().start(), end, program.plan().stops());
      t[lane] = targets.begin(lane);
      restarts[lane] = 0;
    }
    beginning.run(t, y, column -> true);
    for (int i = Carry.ATTEMPTS; i < carry.controlStart(); i++) {
      Arrays.fill(state.before(i), 0);
    }
    System.arraycopy(beginning.sizes(), 0, state.before(Carry.H), 0, width);
    for (int i = carry.controlStart(); i < carry.size(); i++) {
      int count = carry.types().get(i).size() * width;
      System.arraycopy(beginning.carried(i), 0, state.before(i), 0, count);
    }
    for (int lane = 0; lane < width; lane++) {
      saves.start(task, lane);
      if (task.isRecorded()) {
        task.record(lane).startWith(saves.reached(lane));
      }
      Outcome outcome = atStart(lane);
      if (outcome == null) {
        state.run(lane);
        aim(lane);
        if (task.isRecorded()) {
          task.record(lane).aim(state.stop()[lane]);
        }
      } else {
        finish(task, lane, outcome, state.before());
      }
    }
  }

  /// Says when the lane of a column is to be looked at next.
  private void aim(int column) {
    saves.aim(column);
    if (endsStepsAtSaves) {
      double save = state.save()[column];
      double target = targets.aim(state.lane(column));
      boolean isBefore = program.span().direction() * (save - target) < 0;
      state.stop()[column] = isBefore && Double.isFinite(save) ? save : target;
    }
    if (events != null && events.watches(column)) {
      state.save()[column] = -program.span().direction() * Double.POSITIVE_INFINITY;
    }
  }

  private @Nullable Outcome atStart(int lane) {
    Outcome ofEvents = events == null ? null : events.start(lane, state.before(carry.size() - 1));
    if (targets.length(lane) == 0) {
      return new Outcome.Success();
    }
    Outcome ofField = beginning.outcome(lane, program.span().start());
    return ofField != null ? ofField : ofEvents;
  }

  private int firstViolated(double[][] outputs, int offset, int column) {
    for (int guard = 0; guard < guards; guard++) {
      if (outputs[offset + guard][column] == 0) {
        return guard;
      }
    }
    return -1;
  }

  private Outcome diverged(double t, int guard) {
    return new Outcome.TraceDiverged(t, program.steps().field().guards().get(guard));
  }

  private void record(BlockTask task) {
    double[] taken = state.rest(Attempt.TAKEN);
    for (int column = 0; column < state.width(); column++) {
      if (taken[column] != 0) {
        task.record(state.lane(column))
            .add(state.before(), state.tried(column), column, state.width());
        attempts.take(column);
      }
    }
  }

  private boolean isCut(int column) {
    return events != null && !Double.isNaN(events.cut(column));
  }

  private void attend(BlockTask task) {
    limits.ask();
    int asking = state.ask();
    if (asking > 0) {
      if (events != null) {
        events.locate(task);
      }
      reachStops();
    }
    if (task.isRecorded()) {
      record(task);
    }
    if (asking > 0) {
      saves.save(task);
    }
    if (task.isRecorded()) {
      endRecords(task, asking > 0);
    }
    if (asking > 0) {
      judge(task);
    }
  }

  /// Steps that end just before a stop end at the stop.
  private void reachStops() {
    if (program.plan().stops().count() == 0) {
      return;
    }
    for (int i = 0; i < state.asked(); i++) {
      int column = state.asking(i);
      int lane = state.lane(column);
      boolean reached =
          state.rest(Attempt.TAKEN)[column] != 0
              && !isCut(column)
              && state.after(Carry.T)[column] == targets.aim(lane);
      if (reached) {
        state.after(Carry.T)[column] = targets.goal(lane);
      }
      restarting[column] = reached && !targets.isLast(lane);
    }
  }

  /// @param looked whether any lane was looked at, as one whose step was ended from outside is
  private void endRecords(BlockTask task, boolean looked) {
    double[] taken = state.rest(Attempt.TAKEN);
    for (int column = 0; column < state.width(); column++) {
      if (taken[column] != 0) {
        int lane = state.lane(column);
        StepRecord record = task.record(lane);
        record.endStep(state.after(Carry.T)[column], saves.reached(lane));
        if (looked && (isCut(column) || restarting[column])) {
          record.interrupt(task.occurrences(lane), isCut(column));
        }
      }
    }
  }

  private void judge(BlockTask task) {
    boolean anyRestarts = false;
    for (int i = 0; i < state.asked(); i++) {
      int column = state.asking(i);
      if (events != null && events.isChanged(column)) {
        saves.changed(task, column, events.changedStates());
      }
      Outcome outcome = judge(column);
      if (outcome != null) {
        finish(task, column, outcome, state.after());
      } else if (isCut(column) || restarting[column]) {
        anyRestarts = true;
      } else {
        aim(column);
        if (task.isRecorded()) {
          task.record(state.lane(column)).aim(state.stop()[column]);
        }
      }
    }
    if (anyRestarts) {
      restart(task);
    }
    Arrays.fill(restarting, false);
  }

  /// How the lane ended, or null if it goes on.
  private @Nullable Outcome judge(int column) {
    double t = state.after(Carry.T)[column];
    double h = state.after(Carry.H)[column];
    boolean taken = state.rest(Attempt.TAKEN)[column] != 0;
    Outcome ofEvents = events == null ? null : events.outcome(column);
    if (ofEvents != null) {
      return ofEvents;
    }
    if (taken && t == targets.end(state.lane(column))) {
      return new Outcome.Success();
    }
    if (!taken) {
      Outcome outcome = rejected(column, t, h);
      if (outcome != null) {
        return outcome;
      }
    } else if (!restarting[column]
        && !isCut(column)
        && Attempt.isTooSmall(program.control(), h, t)) {
      return new Outcome.StepUnderflow(t, h, program.control().minStep());
    }
    long attempts = (long) state.after(Carry.ATTEMPTS)[column];
    if (attempts >= mostAttempts(column)) {
      return new Outcome.MaxSteps(attempts, t, state.tried(column));
    }
    return limits.isSpent(evaluations(column, state.after()))
        ? new Outcome.MaxEvaluations(evaluations(column, state.after()), t)
        : null;
  }

  /// Equal steps may be one more for each that was cut short, the last one included.
  private long mostAttempts(int column) {
    int now = isCut(column) || restarting[column] ? 1 : 0;
    return switch (program.control()) {
      case StepControl.Fixed fixed -> fixed.maxSteps() + restarts[state.lane(column)] + now;
      case StepControl.Adaptive adaptive -> adaptive.maxSteps();
    };
  }

  /// Begins the method anew after a stop, and from the state after a change.
  private void restart(BlockTask task) {
    int width = state.width();
    double[] t = state.after(Carry.T);
    double[] y = state.after(Carry.Y);
    for (int column = 0; column < width; column++) {
      if (!state.isRunning(column)) {
        continue;
      }
      if (restarting[column]) {
        t[column] = targets.pass(state.lane(column));
      } else if (events != null && isCut(column)) {
        restarting[column] = true;
        for (int i = 0; i < dimension; i++) {
          y[i * width + column] = events.changedStates()[i * width + column];
        }
      }
    }
    beginning.run(t, y, column -> restarting[column]);
    for (int column = 0; column < width; column++) {
      if (restarting[column] && state.isRunning(column)) {
        resume(task, column);
      }
    }
  }

  private void resume(BlockTask task, int column) {
    int width = state.width();
    restarts[state.lane(column)]++;
    state.after(Carry.H)[column] = beginning.sizes()[column];
    // At a stop, an event whose function passes zero there has still to occur.
    int values = events == null || isCut(column) ? carry.size() : carry.size() - 1;
    for (int i = carry.controlStart(); i < values; i++) {
      for (int e = 0; e < carry.types().get(i).size(); e++) {
        state.after(i)[e * width + column] = beginning.carried(i)[e * width + column];
      }
    }
    if (events != null && isCut(column)) {
      events.restart(column, state.after(carry.size() - 1));
    }
    Outcome outcome = beginning.outcome(column, state.after(Carry.T)[column]);
    if (outcome == null) {
      aim(column);
      if (task.isRecorded()) {
        task.record(state.lane(column)).resume(state.stop()[column], state.after(), column, width);
      }
    } else {
      finish(task, column, outcome, state.after());
    }
  }

  private @Nullable Outcome rejected(int column, double t, double h) {
    boolean hopeless =
        switch (program.control()) {
          case StepControl.Fixed _ -> true;
          case StepControl.Adaptive _ -> Attempt.isTooSmall(program.control(), h, t);
        };
    int violated = firstViolated(state.rest(), Attempt.FLAGS, column);
    if (violated >= 0
        && (hopeless || state.rest(Attempt.ATTENTION)[column] == Attempt.GUARD_VIOLATED)) {
      return diverged(t, violated);
    }
    if (!hopeless) {
      return null;
    }
    Outcome broken = autopsy.outcome(column, t);
    if (broken != null) {
      return broken;
    }
    boolean isInfinite = state.rest(Attempt.ERROR)[column] == Double.POSITIVE_INFINITY;
    return isInfinite && program.steps().rule().isImplicit()
        ? new Outcome.SolveFailed(t, h)
        : new Outcome.StepUnderflow(t, h, program.control().minStep());
  }

  private void endAll(BlockTask task, DoubleFunction<Outcome> why) {
    for (int column = 0; column < state.width(); column++) {
      if (state.isRunning(column)) {
        finish(task, column, why.apply(state.before(Carry.T)[column]), state.before());
      }
    }
  }

  private void finish(BlockTask task, int column, Outcome outcome, double[][] carried) {
    if (state.isRunning(column)) {
      state.end(column);
    }
    saves.last(task, column, carried);
    ends.put(task, column, outcome, carried, restarts[state.lane(column)]);
  }

  private long evaluations(int column, double[][] carried) {
    return ends.evaluations(column, carried, restarts[state.lane(column)]);
  }
}
