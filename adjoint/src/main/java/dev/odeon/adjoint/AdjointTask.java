package dev.odeon.adjoint;

import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import java.util.List;

/// What a gradient by the adjoint equation reads and writes, for all lanes.
final class AdjointTask {
  private final LaneRun run;
  private final double[][] parameters;
  private final double[][] cotangents;
  private final double[] initial;
  private final Outcome[] outcomes;
  private final SolveStats[] stats;

  /// @param cotangents of the saved states, `[time][component][lane]`, and, if there are more, of
  ///   the states and times at the ends
  /// @param initial cotangent of the initial state, `[d][lane]`, written
  AdjointTask(LaneRun run, double[][] parameters, double[][] cotangents, double[] initial) {
    this.run = run;
    this.parameters = parameters;
    this.cotangents = cotangents;
    this.initial = initial;
    outcomes = new Outcome[run.solution().lanes()];
    stats = new SolveStats[run.solution().lanes()];
  }

  LaneRun run() {
    return run;
  }

  int lanes() {
    return run.solution().lanes();
  }

  double[][] parameters() {
    return parameters;
  }

  double cotangent(int save, int component, int lane) {
    int dimension = run.solution().dimension();
    return cotangents[0][(save * dimension + component) * lanes() + lane];
  }

  /// The largest cotangent of one saved state; NaN if one is.
  double largestCotangent(int save, int lane) {
    double largest = 0;
    for (int i = 0; i < run.solution().dimension(); i++) {
      largest = Math.max(largest, Math.abs(cotangent(save, i, lane)));
    }
    return largest;
  }

  /// Cotangent of a component of the state at the end; 0 if there is none.
  double endCotangent(int component, int lane) {
    return cotangents.length == 1 ? 0 : cotangents[1][component * lanes() + lane];
  }

  /// Cotangent of the time at the end.
  double timeCotangent(int lane) {
    return cotangents.length == 1 ? 0 : cotangents[2][lane];
  }

  /// The largest of the cotangents of the end; NaN if one is.
  double largestEndCotangent(int lane) {
    double largest = Math.abs(timeCotangent(lane));
    for (int i = 0; i < run.solution().dimension(); i++) {
      largest = Math.max(largest, Math.abs(endCotangent(i, lane)));
    }
    return largest;
  }

  /// Whether something is wanted of save times from number `count` on, which the lane does not
  /// have.
  boolean wantsMore(int count, int lane) {
    for (int save = count; save < run.solution().saveAt().mostTimes(); save++) {
      if (largestCotangent(save, lane) != 0) {
        return true;
      }
    }
    return false;
  }

  /// Whether the forward solve came to a save time.
  boolean isReached(int save, int lane) {
    return save < run.solution().count(lane) && !Double.isNaN(run.solution().state(lane, save, 0));
  }

  double[] initial() {
    return initial;
  }

  void end(int lane, Outcome outcome, SolveStats cost) {
    outcomes[lane] = outcome;
    stats[lane] = cost;
  }

  AdjointReport report() {
    return new AdjointReport(List.of(outcomes), List.of(stats));
  }
}
