package dev.odeon.adjoint;

import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import java.util.Arrays;

/// The way of one lane back to its start, stretch by stretch, and its adjoint state there.
final class LaneReturn {
  final int lane;

  /// By what cotangents were divided, a power of two; NaN if there is no gradient.
  final double scale;

  final double[] adjoint;
  Outcome outcome = new Outcome.Success();
  SolveStats stats = SolveStats.NONE;
  private final AdjointProgram program;
  private final double[] times;
  private int at;
  private int save;

  private LaneReturn(AdjointProgram program, int lane, double scale, int lastSave, double[] times) {
    this.program = program;
    this.lane = lane;
    this.scale = scale;
    this.times = times;
    adjoint = new double[program.dimension()];
    save = lastSave;
  }

  /// At the last save time whose cotangent is not zero.
  static LaneReturn of(AdjointProgram program, AdjointTask task, int lane) {
    double[] saves = program.saves();
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
    double[] nowhere = {start};
    if (last < 0) {
      return new LaneReturn(program, lane, 1, -1, nowhere);
    }
    if (!task.isReached(last, lane) || !Double.isFinite(largest)) {
      return new LaneReturn(program, lane, Double.NaN, -1, nowhere);
    }
    double scale = Math.scalb(1.0, Math.clamp(Math.getExponent(largest), -1000, 1000));
    double[] until = Arrays.copyOf(saves, last + 1);
    double[] times =
        switch (program.state()) {
          case INTEGRATED -> Itinerary.atSaves(until, start);
          case INTERPOLATED ->
              Itinerary.atSteps(
                  task.run().records().get(lane), Arrays.copyOf(wanted, count), until, start);
        };
    LaneReturn state = new LaneReturn(program, lane, scale, last, times);
    state.inject(task);
    return state;
  }

  double from() {
    return times[at];
  }

  double to() {
    return times[at + 1];
  }

  /// The save time where the stretch from [#from] begins, where stretches begin at save times.
  int saveAtFrom() {
    return save + 1;
  }

  boolean isOver() {
    return at + 1 >= times.length || !outcome.isSuccess();
  }

  /// Whether it has a gradient.
  boolean isKnown() {
    return outcome.isSuccess() && !Double.isNaN(scale);
  }

  /// At the end of the stretch.
  void arrive(AdjointTask task) {
    at++;
    inject(task);
  }

  /// Adds the cotangents of the states saved where the lane is.
  private void inject(AdjointTask task) {
    double[] saves = program.saves();
    while (save >= 0 && program.direction() * (saves[save] - from()) >= 0) {
      for (int i = 0; i < adjoint.length; i++) {
        adjoint[i] += task.cotangent(save, i, lane) / scale;
      }
      save--;
    }
  }
}
