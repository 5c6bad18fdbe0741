package dev.odeon.cli.output;

import dev.odeon.cli.data.TimeSeries;
import java.util.List;

/// The result of `odeon solve`.
///
/// @param ending how it ended
/// @param trajectory the states, and derived quantities if any, at the times wanted; after a
///   failure at those that were reached
/// @param counts what it cost
/// @param events what occurred, in order
/// @param seconds wall time of the solution
public record SolveReport(
    Ending ending,
    TimeSeries trajectory,
    SolveCounts counts,
    List<EventTime> events,
    double seconds) {
  public SolveReport {
    events = List.copyOf(events);
  }

  /// Without events.
  public SolveReport(Ending ending, TimeSeries trajectory, SolveCounts counts, double seconds) {
    this(ending, trajectory, counts, List.of(), seconds);
  }
}
