package dev.odeon.ode.lanes;

import dev.odeon.ode.solution.Solution;
import java.util.List;

/// What a run of the lanes solver left: saved states, outcomes, counts, and the record of steps if
/// it was kept.
///
/// @param solution states at the save times and outcomes
/// @param records one a lane; empty if nothing was recorded
/// @param ends where the lanes ended
public record LaneRun(Solution solution, List<StepRecord> records, LaneEnds ends) {
  public LaneRun {
    records = List.copyOf(records);
  }

  /// Checks that the steps were recorded, and the record can still be read.
  ///
  /// @throws IllegalArgumentException if not
  public void checkRecorded() {
    if (records.size() != solution.lanes()) {
      throw new IllegalArgumentException(
          "run of "
              + solution.lanes()
              + " lanes has no record of its steps: run with Recording.FULL");
    }
    if (isUsedUp()) {
      throw new IllegalArgumentException(
          "run has checkpoints of its steps that were used: run again");
    }
  }

  /// Checks that every step was recorded, and is at hand.
  ///
  /// @throws IllegalArgumentException if not
  public void checkComplete() {
    checkRecorded();
    if (!isComplete()) {
      throw new IllegalArgumentException(
          "run has checkpoints of its steps only: run with Recording.FULL");
    }
  }

  /// Whether every step that was recorded is at hand.
  public boolean isComplete() {
    return records.stream().allMatch(StepRecord::isComplete);
  }

  /// Whether a sweep over its steps uses them up.
  public boolean isUsedUp() {
    return records.stream().anyMatch(StepRecord::isUsedUp);
  }
}
