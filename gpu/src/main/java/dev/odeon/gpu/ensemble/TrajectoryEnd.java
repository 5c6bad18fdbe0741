package dev.odeon.gpu.ensemble;

import static dev.odeon.nn.graph.LogicalFunction.AND;
import static dev.odeon.nn.graph.LogicalFunction.OR;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import dev.odeon.ode.step.Work;
import java.util.ArrayList;
import java.util.List;

/// Decides after an attempt that asked for attention whether the trajectory ends, and reports how.
final class TrajectoryEnd {
  private final Trajectory self;
  private final ProgramBuilder code;

  TrajectoryEnd(Trajectory self) {
    this.self = self;
    code = self.code;
  }

  /// Whether evaluations are limited, so that every attempt is to be looked at.
  boolean watchesEvaluations() {
    return self.program.plan().limits().evaluations() != Long.MAX_VALUE;
  }

  /// Notes how the trajectory ends, unless an event did so before.
  ///
  /// @param end where it is to end
  /// @param restarting whether the method is to begin anew at a stop
  /// @param cut whether an event cut the step short
  void judge(Variable end, Variable restarting, Variable cut) {
    code.set(
        List.of(self.end, self.when, self.size, self.which),
        x -> {
          Tensor t = x.of(self.after.get(Carry.T));
          Tensor h = x.of(self.after.get(Carry.H));
          Tensor taken = x.of(self.taken());
          Tensor attempts = x.of(self.after.get(Carry.ATTEMPTS));
          Tensor code = x.number(Report.RUNNING);
          if (watchesEvaluations()) {
            Tensor spent =
                evaluations(x)
                    .compare(Comparison.GE, (double) self.program.plan().limits().evaluations());
            code = spent.select(x.number(Report.MAX_EVALUATIONS), code);
          }
          Tensor begins = x.of(restarting).logical(OR, x.of(cut));
          Tensor tired = attempts.compare(Comparison.GE, mostAttempts(x, begins));
          code = tired.select(x.number(Report.MAX_STEPS), code);
          Tensor small = Attempt.isTooSmall(self.program.control(), h, t);
          Tensor stuck =
              taken
                  .logical(AND, small)
                  .logical(AND, x.of(restarting).not())
                  .logical(AND, x.of(cut).not());
          code = stuck.select(x.number(Report.UNDERFLOW), code);
          Tensor hopeless =
              switch (self.program.control()) {
                case StepControl.Fixed _ -> taken.not();
                case StepControl.Adaptive _ -> taken.not().logical(AND, small);
              };
          code = hopeless.select(x.number(Report.WRECK), code);
          Tensor attention = x.of(self.rest.get(Attempt.ATTENTION));
          Tensor unguarded =
              hopeless.logical(
                  OR,
                  taken
                      .not()
                      .logical(AND, attention.compare(Comparison.EQ, Attempt.GUARD_VIOLATED)));
          Tensor which =
              x.of(self.rest.get(Attempt.ERROR))
                  .compare(Comparison.EQ, Double.POSITIVE_INFINITY)
                  .select(x.number(1), x.number(0));
          for (int i = self.guards - 1; i >= 0; i--) {
            Tensor violated = x.of(self.rest.get(Attempt.FLAGS + i)).not().logical(AND, unguarded);
            code = violated.select(x.number(Report.DIVERGED), code);
            which = violated.select(x.number(i), which);
          }
          Tensor success = taken.logical(AND, t.compare(Comparison.EQ, x.of(end)));
          code = success.select(x.number(Report.SUCCESS), code);
          Tensor size =
              tired
                  .logical(AND, stuck.not())
                  .logical(AND, hopeless.not())
                  .select(x.of(self.tried()), h);
          Tensor ended = x.of(self.end).compare(Comparison.NE, Report.RUNNING);
          return List.of(
              ended.select(x.of(self.end), code),
              ended.select(x.of(self.when), t),
              ended.select(x.of(self.size), size),
              ended.select(x.of(self.which), which));
        });
  }

  /// @param begins whether the method begins anew after this attempt
  private Tensor mostAttempts(Reading x, Tensor begins) {
    return switch (self.program.control()) {
      case StepControl.Fixed fixed ->
          x.of(self.restarts)
              .plus((double) fixed.maxSteps())
              .plus(begins.select(x.number(1), x.number(0)));
      case StepControl.Adaptive adaptive -> x.number((double) adaptive.maxSteps());
    };
  }

  private Tensor evaluations(Reading x) {
    double atStart = self.program.workAtStart().evaluations();
    Tensor begun = x.of(self.restarts).plus(1).times(atStart);
    Tensor attempts =
        switch (self.program.steps().rule().work()) {
          case Work.Constant each ->
              x.of(self.after.get(Carry.ATTEMPTS)).times((double) each.evaluations());
          case Work.Counted _ -> x.of(self.after.get(Carry.WORK));
        };
    return attempts.plus(begun);
  }

  /// Reports how the trajectory ended.
  ///
  /// @param saved number of save times passed
  void report(Variable saved) {
    List<Variable> numbers =
        new ArrayList<>(
            List.of(
                self.end,
                self.when,
                self.size,
                self.which,
                self.before.get(Carry.ATTEMPTS),
                self.before.get(Carry.ACCEPTED),
                self.restarts,
                saved));
    numbers.addAll(self.before.subList(Carry.WORK, Carry.WORK + self.carry.work()));
    Variable report = code.let(x -> Tensor.concatenate(numbers.stream().map(x::of).toList()));
    code.store(report, self.memory.reports(), self.lane, self.lanes);
    code.store(self.before.get(Carry.Y), self.memory.ends(), self.lane, self.lanes);
  }

  /// Keeps from where the last attempt was made, if somebody must find out why it failed.
  void keepWreck() {
    Variable wrecked = code.let(x -> x.of(self.end).compare(Comparison.EQ, Report.WRECK));
    List<Variable> all = new ArrayList<>(List.of(self.stop, self.save));
    all.addAll(self.before);
    code.when(
        wrecked,
        () -> {
          int row = 0;
          for (Variable variable : all) {
            int from = row;
            Variable at =
                code.let(x -> x.of(self.lanes).times((double) from).plus(x.of(self.lane)));
            code.store(variable, self.memory.wrecks(), at, self.lanes);
            row += variable.type().size();
          }
        });
  }
}
