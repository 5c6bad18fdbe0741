package dev.odeon.ode.lanes;

import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import java.util.List;

/// One block of a run: lanes `first` to `first + width` of all `lanes`, and the arrays over all
/// lanes that it reads and writes.
@SuppressWarnings("ArrayRecordComponent") // shared work arrays, never compared
record BlockTask(
    double[] initial,
    double[][] parameters,
    int lanes,
    int first,
    int width,
    double[] states,
    Outcome[] outcomes,
    SolveStats[] stats,
    List<StepRecord> records) {
  boolean isRecorded() {
    return !records.isEmpty();
  }

  StepRecord record(int lane) {
    return records.get(first + lane);
  }

  /// Writes component `i` of lane `lane` at save time `save`.
  void save(int save, int i, int dimension, int lane, double value) {
    states[(save * dimension + i) * lanes + first + lane] = value;
  }
}
