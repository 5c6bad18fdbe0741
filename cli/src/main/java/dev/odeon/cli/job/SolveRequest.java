package dev.odeon.cli.job;

import dev.odeon.cli.fitfile.FitFile;
import java.util.List;

/// A solution to be computed.
///
/// @param file what to solve, with the start values of its parameters
/// @param times at least two, ascending or descending; the initial values hold at the first
/// @param cancellation to be asked whether to stop
public record SolveRequest(FitFile file, List<Double> times, Cancellation cancellation) {
  /// Copies the times.
  public SolveRequest {
    times = List.copyOf(times);
  }
}
