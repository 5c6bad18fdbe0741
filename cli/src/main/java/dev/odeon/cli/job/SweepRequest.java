package dev.odeon.cli.job;

import dev.odeon.cli.fitfile.FitFile;
import java.util.List;

/// Solutions for all combinations of values of some quantities.
///
/// @param file what to solve
/// @param axes the quantities; the last one varies fastest
/// @param times at least two; the initial values hold at the first
/// @param rows which of the times are reported
/// @param cancellation to be asked whether to stop
public record SweepRequest(
    FitFile file, List<SweepAxis> axes, List<Double> times, Rows rows, Cancellation cancellation) {
  /// Which times are reported.
  public enum Rows {
    /// All of them.
    ALL,
    /// The last one.
    LAST
  }

  /// Copies the lists.
  public SweepRequest {
    axes = List.copyOf(axes);
    times = List.copyOf(times);
  }
}
