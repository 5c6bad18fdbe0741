package dev.odeon.ode.lanes;

/// One block of a run: lanes `first` to `first + width` of those of `input`, and what is filled in
/// for them.
///
/// @param until when time is up, by `System.nanoTime()`; does not matter without a deadline
record BlockTask(LaneInput input, int first, int width, RunResults results, long until) {
  boolean isRecorded() {
    return !results.records().isEmpty();
  }

  StepRecord record(int lane) {
    return results.records().get(first + lane);
  }

  /// How many occurrences of events lane `lane` has had.
  int occurrences(int lane) {
    return results.occurrences().isEmpty() ? 0 : results.occurrences().get(first + lane).size();
  }

  /// Keeps column `column` of `values` at save `save` of lane `lane`.
  void save(int lane, int save, double time, double[] values, int column, int columns) {
    results.store().put(first + lane, save, time, values, column, columns);
  }
}
