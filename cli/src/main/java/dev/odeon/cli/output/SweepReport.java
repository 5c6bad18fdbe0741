package dev.odeon.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;

/// The result of `odeon sweep`.
///
/// @param ending how it ended
/// @param trajectories number of combinations solved
/// @param outcomes number of trajectories by how they ended
/// @param evaluations evaluations of the equations
/// @param seconds wall time
public record SweepReport(
    Ending ending,
    long trajectories,
    Map<String, Long> outcomes,
    long evaluations,
    double seconds) {
  /// Copies the map, keeping its order.
  public SweepReport {
    outcomes = new LinkedHashMap<>(outcomes);
  }
}
