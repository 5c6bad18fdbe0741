package dev.odeon.ode.lanes;

import dev.odeon.ode.solution.Solution;
import java.util.List;
import java.util.Optional;

/// What a run of the lanes solver left: saved states, outcomes, counts, and the record of steps if
/// it was kept.
///
/// @param solution states at the save times and outcomes
/// @param records one a lane; empty if nothing was recorded
/// @param ends where the lanes ended
/// @param tapes what else was kept of the steps, one a block of [Blocks#SIZE] lanes, if there was
///   room; empty if nothing else was to be kept
public record LaneRun(
    Solution solution, List<StepRecord> records, LaneEnds ends, List<Optional<StepTape>> tapes) {
  public LaneRun {
    records = List.copyOf(records);
    tapes = List.copyOf(tapes);
  }

  /// The tape of block `block`, which is the caller's from now on; empty if there is none, or
  /// somebody else had it.
  public Optional<StepTape> claimTape(int block) {
    return tapes.isEmpty() ? Optional.empty() : tapes.get(block).filter(StepTape::claim);
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
