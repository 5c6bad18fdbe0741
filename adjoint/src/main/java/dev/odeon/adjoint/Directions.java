package dev.odeon.adjoint;

import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.StepRecord;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import java.util.List;

/// Some of the directions in which trajectories of a run are pushed.
///
/// @param trajectories for each of all directions, the trajectory that it belongs to
/// @param first the first of these
/// @param width how many they are
@SuppressWarnings("ArrayRecordComponent") // never compared
record Directions(LaneRun run, int[] trajectories, int first, int width) {
  /// Number of all directions.
  int count() {
    return trajectories.length;
  }

  /// The trajectory of direction `lane`, counted from the first of these.
  int trajectory(int lane) {
    return trajectories[first + lane];
  }

  StepRecord record(int lane) {
    return run.records().get(trajectory(lane));
  }

  Outcome outcome(int lane) {
    return run.solution().outcome(trajectory(lane));
  }

  List<Occurrence> occurrences(int lane) {
    return run.solution().occurrences(trajectory(lane));
  }
}
