package dev.odeon.ode.lanes;

import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import dev.odeon.ode.solution.SolveStats;
import java.util.List;

/// What a run of the lanes solver left: saved states, outcomes, counts, and the record of steps if
/// it was kept.
///
/// @param solution states at the save times and outcomes
/// @param records one a lane; empty if nothing was recorded
public record LaneRun(Solution solution, List<StepRecord> records) {
  public LaneRun {
    records = List.copyOf(records);
  }

  /// Checks that the steps were recorded.
  ///
  /// @throws IllegalArgumentException if not
  public void checkRecorded() {
    if (records.size() != solution.lanes()) {
      throw new IllegalArgumentException(
          "run of "
              + solution.lanes()
              + " lanes has no record of its steps: run with Recording.FULL");
    }
  }

  static LaneRun of(
      SaveAt saveAt,
      int dimension,
      double[] states,
      Outcome[] outcomes,
      SolveStats[] stats,
      List<StepRecord> records) {
    return new LaneRun(
        new Solution(saveAt, dimension, states, List.of(outcomes), List.of(stats)), records);
  }
}
