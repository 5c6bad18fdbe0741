package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.Arrays;
import java.util.function.Consumer;

/// Writes where a lane finds its save times, and how many of them are at its start.
sealed interface SavedRows {
  /// For what `integrator` saves.
  static SavedRows of(
      LaneIntegrator integrator,
      ProgramBuilder code,
      BackwardMemory memory,
      Variable lanes,
      Variable lane) {
    double start = integrator.span().start();
    if (!integrator.saveAt().isShared()) {
      return new Own(code, memory, lanes, lane, start);
    }
    double[] times = integrator.saveAt().toArray();
    int atStart = (int) Arrays.stream(times).takeWhile(time -> time == start).count();
    return new Shared(code, lanes, lane, atStart);
  }

  /// Reads what does not change.
  void read();

  /// Where time number `save` stands.
  Variable time(Variable save);

  /// Where the number of the step stands in which it lies.
  Variable row(Variable save);

  /// Finds out whether time number `save` is behind the start.
  void isWithinSteps(Variable target, Variable save);

  /// Does something for each time at the start, in order.
  void eachAtStart(Consumer<Variable> part);

  /// All lanes save at the same times.
  ///
  /// @param atStart how many of them are at the start
  record Shared(ProgramBuilder code, Variable lanes, Variable lane, int atStart)
      implements SavedRows {
    @Override
    public void read() {}

    @Override
    public Variable time(Variable save) {
      return save;
    }

    @Override
    public Variable row(Variable save) {
      return code.let(x -> x.of(save).times(x.of(lanes)).plus(x.of(lane)));
    }

    @Override
    public void isWithinSteps(Variable target, Variable save) {
      code.set(target, x -> x.of(save).compare(Comparison.GE, atStart));
    }

    @Override
    public void eachAtStart(Consumer<Variable> part) {
      for (int save = 0; save < atStart; save++) {
        double number = save;
        part.accept(code.let(x -> x.number(number)));
      }
    }
  }

  /// Each lane saves at times of its own, one lane's after another's.
  final class Own implements SavedRows {
    private final ProgramBuilder code;
    private final BackwardMemory memory;
    private final Variable lanes;
    private final Variable lane;
    private final double start;
    private final Variable first;
    private final Variable atStart;

    Own(ProgramBuilder code, BackwardMemory memory, Variable lanes, Variable lane, double start) {
      this.code = code;
      this.memory = memory;
      this.lanes = lanes;
      this.lane = lane;
      this.start = start;
      first = code.number();
      atStart = code.number();
    }

    /// Counts the saved times that are the start.
    @Override
    public void read() {
      code.load(first, memory.rows(), lane);
      code.set(atStart, x -> x.number(0));
      Variable saved = code.number();
      Variable report = code.let(x -> x.of(lanes).times(Report.SAVED).plus(x.of(lane)));
      code.load(saved, memory.reports(), report);
      Variable more = code.truth();
      Variable time = code.number();
      Runnable look =
          () -> {
            code.set(more, x -> x.of(atStart).compare(Comparison.LT, x.of(saved)));
            code.when(
                more,
                () -> {
                  code.load(time, memory.times(), time(atStart));
                  code.set(more, x -> x.of(time).compare(Comparison.EQ, start));
                });
          };
      look.run();
      code.repeat(
          more,
          () -> {
            code.set(atStart, x -> x.of(atStart).plus(1));
            look.run();
          });
    }

    @Override
    public Variable time(Variable save) {
      return code.let(x -> x.of(first).plus(x.of(save)));
    }

    @Override
    public Variable row(Variable save) {
      return time(save);
    }

    @Override
    public void isWithinSteps(Variable target, Variable save) {
      code.set(target, x -> x.of(save).compare(Comparison.GE, x.of(atStart)));
    }

    @Override
    public void eachAtStart(Consumer<Variable> part) {
      Variable save = code.let(x -> x.number(0));
      Variable more = code.truth();
      Runnable look = () -> code.set(more, x -> x.of(save).compare(Comparison.LT, x.of(atStart)));
      look.run();
      code.repeat(
          more,
          () -> {
            part.accept(save);
            code.set(save, x -> x.of(save).plus(1));
            look.run();
          });
    }
  }
}
