package dev.odeon.gpu.ensemble;

import static dev.odeon.nn.graph.LogicalFunction.AND;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.step.Carry;

/// Where the steps of a trajectory must end: at stops on the way, then at the end. Without stops
/// nothing of it is left but the end.
final class TrajectoryTargets {
  private static final int END = 0;
  private static final int BEGIN = 1;
  private static final int LAST_AIM = 2;
  private static final int COUNT = 3;

  private final Trajectory self;
  private final ProgramBuilder code;
  private final Variable end;
  private final Variable begin;
  private final Variable lastAim;
  private final Variable count;
  private final Variable number;
  private final Variable aim;
  private final Variable goal;
  private final Variable isLast;
  private final Variable restarting;

  TrajectoryTargets(Trajectory self) {
    this.self = self;
    code = self.code;
    boolean stops = self.hasStops();
    end = code.number();
    begin = stops ? code.number() : end;
    lastAim = stops ? code.number() : end;
    count = code.number();
    number = code.number();
    aim = stops ? code.number() : end;
    goal = stops ? code.number() : end;
    isLast = code.truth();
    restarting = code.truth();
  }

  /// Where the trajectory ends.
  Variable end() {
    return end;
  }

  /// Where the next steps are to end.
  Variable aim() {
    return aim;
  }

  /// Whether the step reached a stop on the way.
  Variable restarting() {
    return restarting;
  }

  /// Takes a lane; its time is where its first step begins.
  void start() {
    code.set(restarting, x -> x.truth(false));
    loadTarget(end, END);
    if (self.hasStops()) {
      loadTarget(begin, BEGIN);
      loadTarget(lastAim, LAST_AIM);
      loadTarget(count, COUNT);
      code.assign(number, self.zero);
      next();
      code.assign(self.before.get(Carry.T), begin);
    } else {
      double start = self.program.span().start();
      code.set(self.before.get(Carry.T), x -> x.number(start));
    }
  }

  private void loadTarget(Variable target, int row) {
    Variable at = code.let(x -> x.of(self.lanes).times(row).plus(x.of(self.lane)));
    code.load(target, self.memory.targets(), at);
  }

  private void loadStop(Variable target, int row) {
    int stops = self.program.plan().stops().count();
    Variable at = code.let(x -> x.of(number).plus((double) row * stops));
    code.load(target, self.memory.stops(), at);
  }

  private void next() {
    code.set(isLast, x -> x.of(number).compare(Comparison.GE, x.of(count)));
    code.when(
        isLast,
        () -> {
          code.assign(aim, lastAim);
          code.assign(goal, end);
        },
        () -> {
          loadStop(aim, 0);
          loadStop(goal, 1);
        });
  }

  /// Where a start is to believe that the trajectory ends, from which it takes the size of a step.
  Variable whole() {
    return switch (self.program.control()) {
      case StepControl.Adaptive _ -> aim;
      case StepControl.Fixed _ -> {
        double start = self.program.span().start();
        yield code.let(
            x -> {
              Tensor t = x.of(self.before.get(Carry.T));
              Tensor last = x.of(end);
              Tensor first = self.hasStops() ? x.of(begin) : x.number(start);
              return t.compare(Comparison.EQ, first).select(last, t.plus(last.minus(start)));
            });
      }
    };
  }

  /// A step that ends just before a stop ends at the stop.
  ///
  /// @param cut whether an event cut it short before
  void reach(Variable cut) {
    if (!self.hasStops()) {
      return;
    }
    Variable t = self.after.get(Carry.T);
    Variable reached =
        code.let(
            x ->
                x.of(self.taken())
                    .logical(AND, x.of(cut).not())
                    .logical(AND, x.of(t).compare(Comparison.EQ, x.of(aim))));
    code.set(restarting, x -> x.of(reached).logical(AND, x.of(isLast).not()));
    code.set(t, x -> x.of(reached).select(x.of(goal), x.of(t)));
    code.when(reached, () -> self.keepEnd(self.zero));
  }

  /// Goes past the stop that was reached, if one was.
  void pass() {
    if (!self.hasStops()) {
      return;
    }
    code.when(
        restarting,
        () -> {
          loadStop(self.after.get(Carry.T), 2);
          code.set(number, x -> x.of(number).plus(1));
          next();
        });
  }
}
