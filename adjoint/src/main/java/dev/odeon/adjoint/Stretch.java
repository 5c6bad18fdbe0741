package dev.odeon.adjoint;

import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.StepRecord;

/// The adjoint state of one lane along one stretch, and the state with it.
final class Stretch {
  private final AdjointProgram program;
  private final LaneRun run;
  private final int column;
  private final int lane;
  private final double from;
  private final double to;
  private final double length;
  private final double[] known;

  /// A stretch from `from` to `to`, backwards.
  ///
  /// @param run of the adjoint equation, steps recorded and dense
  /// @param column of the lane in it
  /// @param known coefficients of the state, `[n d][column]`; not read if it was integrated along
  Stretch(
      AdjointProgram program,
      LaneRun run,
      int column,
      int lane,
      double from,
      double to,
      double[] known) {
    this.program = program;
    this.run = run;
    this.column = column;
    this.lane = lane;
    this.from = from;
    this.to = to;
    length = to - from;
    this.known = known;
  }

  int lane() {
    return lane;
  }

  /// Where it begins.
  double from() {
    return from;
  }

  /// Where it ends, earlier if the forward solve runs forwards.
  double to() {
    return to;
  }

  /// Number of coefficients of the state, all components together; 0 if it was integrated along.
  int coefficients() {
    return known.length / run.solution().lanes();
  }

  double coefficient(int i) {
    return known[i * run.solution().lanes() + column];
  }

  /// The backward steps, in the time of the stretch, which goes from 0 to 1.
  StepRecord steps() {
    return run.records().get(column);
  }

  /// Adds points to `sums`, weighed so that they make an integral that runs with the forward solve.
  ///
  /// @param lane that they count for in `sums`
  /// @param s the points, in the time of the stretch
  /// @param weights one a point, further multiplied by `scale`
  void addTo(PointCotangents sums, int lane, double[] s, double[] weights, double scale) {
    int dimension = program.dimension();
    int offset = program.adjointOffset();
    int stride = offset + dimension;
    double[] z = new double[s.length * stride];
    double[] y = new double[dimension];
    run.solution().denseOutput().states(column, s, z);
    for (int i = 0; i < s.length; i++) {
      switch (program.state()) {
        case INTEGRATED -> System.arraycopy(z, i * stride, y, 0, dimension);
        case INTERPOLATED ->
            program.chebyshev().value(known, dimension, column, run.solution().lanes(), s[i], y);
      }
      double time = Math.fma(s[i], length, from);
      sums.add(lane, time, y, z, i * stride + offset, -length * weights[i] * scale);
    }
  }
}
