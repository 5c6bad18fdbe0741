package dev.odeon.adjoint.estimate;

import dev.odeon.nn.optim.Minimum;
import java.util.List;

/// What came of several starts.
///
/// @param best the estimate of the lowest sum of squares
/// @param ends where each start ended, the lowest first, as free numbers
public record MultiStart(Estimate best, List<Minimum> ends) {
  public MultiStart {
    ends = List.copyOf(ends);
  }

  /// How many starts ended at the lowest sum of squares, but for a relative difference of
  /// `tolerance`: few of them mean that more starts may find a better one.
  public long reached(double tolerance) {
    double lowest = ends.getFirst().value();
    return ends.stream().filter(end -> end.value() <= lowest * (1 + tolerance)).count();
  }
}
