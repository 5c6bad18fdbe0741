package dev.odeon.gpu.ensemble;

import static dev.odeon.nn.graph.LogicalFunction.AND;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.step.Carry;
import java.util.ArrayList;
import java.util.List;

/// Saves the states of a trajectory at the given times.
final class TrajectorySaves {
  private final Trajectory self;
  private final ProgramBuilder code;
  private final SaveAt saveAt;

  /// Whether times lie inside steps.
  private final boolean inside;

  private final Variable first;
  private final Variable count;
  private final Variable number;
  private final Variable time;

  TrajectorySaves(Trajectory self) {
    this.self = self;
    code = self.code;
    saveAt = self.program.saveAt();
    inside = self.program.leavesDense();
    first = saveAt.isShared() ? self.zero : code.number();
    count = code.number();
    number = code.number();
    time = code.number();
  }

  /// Saves the initial state where it is asked for.
  void start() {
    code.assign(number, self.zero);
    if (saveAt.isShared()) {
      int times = saveAt.count();
      code.set(count, x -> x.number(times));
    } else {
      code.load(first, self.memory.rows(), self.lane);
      Variable at = code.let(x -> x.of(self.lanes).plus(x.of(self.lane)));
      code.load(count, self.memory.rows(), at);
    }
    double start = self.program.span().start();
    Variable due = code.truth();
    Runnable look = () -> code.set(due, x -> x.of(time).compare(Comparison.EQ, start));
    loadTime();
    look.run();
    code.repeat(
        due,
        () -> {
          put(self.before.get(Carry.Y));
          look.run();
        });
  }

  /// The next time; infinite, in the direction of integration, if there is none.
  private void loadTime() {
    Variable left = code.let(x -> x.of(number).compare(Comparison.LT, x.of(count)));
    double never = self.direction() * Double.POSITIVE_INFINITY;
    code.when(
        left,
        () -> {
          Variable at = code.let(x -> x.of(first).plus(x.of(number)));
          code.load(time, self.memory.times(), at);
        },
        () -> code.set(time, x -> x.number(never)));
  }

  /// Says when the lane is to be looked at next.
  void aim() {
    code.assign(self.save, time);
  }

  /// Saves the states up to the end of the step, if it was accepted.
  void save() {
    loadTime();
    Variable due = code.truth();
    look(due);
    Variable y = self.after.get(Carry.Y);
    Variable value = inside ? code.variable(y.type()) : y;
    if (inside && self.program.refinement().isPresent()) {
      Variable before =
          code.let(
              x ->
                  x.of(due)
                      .logical(
                          AND, x.of(time).compare(Comparison.NE, x.of(self.after.get(Carry.T)))));
      code.when(before, self::refine);
    }
    code.repeat(
        due,
        () -> {
          if (inside) {
            at(value);
          }
          keepStep();
          put(value);
          look(due);
        });
  }

  /// Notes in which step the time lies, if steps are kept.
  private void keepStep() {
    if (self.keeping == StepKeeping.NONE) {
      return;
    }
    Variable at =
        saveAt.isShared()
            ? code.let(x -> x.of(number).times(x.of(self.lanes)).plus(x.of(self.lane)))
            : code.let(x -> x.of(first).plus(x.of(number)));
    code.store(self.before.get(Carry.ACCEPTED), self.memory.savedIn(), at);
  }

  private void look(Variable due) {
    double direction = self.direction();
    code.set(
        due,
        x ->
            x.of(time)
                .minus(x.of(self.after.get(Carry.T)))
                .times(direction)
                .compare(Comparison.LE, 0)
                .logical(AND, x.of(self.taken())));
  }

  private void at(Variable value) {
    Variable atEnd =
        code.let(x -> x.of(time).compare(Comparison.EQ, x.of(self.after.get(Carry.T))));
    code.when(
        atEnd,
        () -> code.assign(value, self.after.get(Carry.Y)),
        () -> {
          Variable theta =
              code.let(
                  x ->
                      x.of(time)
                          .minus(x.of(self.before.get(Carry.T)))
                          .dividedBy(x.of(self.tried())));
          List<Variable> operands =
              new ArrayList<>(List.of(theta, self.tried(), self.before.get(Carry.Y)));
          operands.addAll(self.dense());
          code.apply(self.program.interpolant(), operands, List.of(value));
        });
  }

  /// Saves a state at the time that is due and goes on to the next.
  private void put(Variable y) {
    Variable saved =
        self.program
            .observed()
            .map(graph -> code.apply(graph, self.with(List.of(time, y))).getFirst())
            .orElse(y);
    int dimension = self.program.savedDimension();
    if (saveAt.isShared()) {
      Variable at =
          code.let(
              x -> x.of(number).times(dimension).times(x.of(self.lanes)).plus(x.of(self.lane)));
      code.store(saved, self.memory.states(), at, self.lanes);
    } else {
      Variable at = code.let(x -> x.of(first).plus(x.of(number)).times(dimension));
      code.store(saved, self.memory.states(), at, self.one);
    }
    code.set(number, x -> x.of(number).plus(1));
    loadTime();
  }

  /// Number of times passed.
  Variable number() {
    return number;
  }
}
