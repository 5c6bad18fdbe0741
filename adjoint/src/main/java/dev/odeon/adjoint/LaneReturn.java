package dev.odeon.adjoint;

import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import java.util.Arrays;

/// The way of one lane back to its start, stretch by stretch, and its adjoint state there.
final class LaneReturn {
  final int lane;

  /// By what cotangents were divided, a power of two; NaN if there is no gradient.
  final double scale;

  final double[] adjoint;

  /// Integrated along, if it is.
  final double[] state;

  Outcome outcome = new Outcome.Success();
  SolveStats stats = SolveStats.NONE;
  private final AdjointProgram program;
  private final Itinerary itinerary;
  private final double[] saves;
  private int save;

  private LaneReturn(
      AdjointProgram program, int lane, double scale, int lastSave, Itinerary itinerary) {
    this.program = program;
    this.lane = lane;
    saves = program.saves(lane);
    this.scale = scale;
    this.itinerary = itinerary;
    adjoint = new double[program.dimension()];
    state = new double[program.adjointOffset()];
    save = lastSave;
  }

  /// At the last save time whose cotangent is not zero.
  static LaneReturn of(AdjointProgram program, AdjointTask task, int lane) {
    double[] saves = program.saves(lane);
    double start = program.start();
    double largest = 0;
    int last = -1;
    double[] wanted = new double[saves.length];
    int count = 0;
    for (int k = 0; k < saves.length; k++) {
      double size = task.largestCotangent(k, lane);
      if (size != 0) {
        largest = Math.max(largest, size);
        last = k;
        wanted[count++] = saves[k];
      }
    }
    Itinerary nowhere = Itinerary.nowhere(start);
    if (last < 0) {
      double scale = task.wantsMore(saves.length, lane) ? Double.NaN : 1;
      return new LaneReturn(program, lane, scale, -1, nowhere);
    }
    boolean isThere = task.isReached(last, lane) && !task.wantsMore(saves.length, lane);
    if (!isThere || !Double.isFinite(largest)) {
      return new LaneReturn(program, lane, Double.NaN, -1, nowhere);
    }
    double scale = Math.scalb(1.0, Math.clamp(Math.getExponent(largest), -1000, 1000));
    Stops stops = program.forward().plan().stops();
    Itinerary itinerary =
        switch (program.state()) {
          case INTEGRATED -> Itinerary.bySaves(Arrays.copyOf(saves, last + 1), start, stops);
          case INTERPOLATED ->
              Itinerary.bySteps(
                  task.run().records().get(lane), Arrays.copyOf(wanted, count), start, stops);
        };
    LaneReturn begin = new LaneReturn(program, lane, scale, last, itinerary);
    begin.inject(task);
    return begin;
  }

  double from() {
    return itinerary.from();
  }

  double to() {
    return itinerary.to();
  }

  /// The state at the beginning of the stretch, to column `column` of `z`: the stored one at a save
  /// time, else what the stretch before came to.
  void putState(AdjointTask task, double[] z, int column, int columns) {
    boolean isSaved = save + 1 < saves.length && saves[save + 1] == from();
    for (int i = 0; i < state.length; i++) {
      z[i * columns + column] = isSaved ? task.run().solution().state(lane, save + 1, i) : state[i];
    }
  }

  boolean isOver() {
    return itinerary.isOver() || !outcome.isSuccess();
  }

  /// Whether it has a gradient.
  boolean isKnown() {
    return outcome.isSuccess() && !Double.isNaN(scale);
  }

  /// At the end of the stretch.
  void arrive(AdjointTask task) {
    itinerary.advance();
    inject(task);
  }

  /// Adds the cotangents of the states saved where the lane is.
  private void inject(AdjointTask task) {
    while (save >= 0 && program.direction() * (saves[save] - from()) >= 0) {
      for (int i = 0; i < adjoint.length; i++) {
        adjoint[i] += task.cotangent(save, i, lane) / scale;
      }
      save--;
    }
  }
}
