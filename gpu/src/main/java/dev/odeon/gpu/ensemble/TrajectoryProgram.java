package dev.odeon.gpu.ensemble;

import dev.odeon.ode.lanes.LaneProgram;

/// The whole solve of a trajectory as a program for one thread, which takes one trajectory after
/// another until none is left.
///
/// @param lanes what is solved
/// @param code what a thread does; its arguments are the number of lanes, and how many occurrences
///   of events there is room for
/// @param memory the arrays that it reads and writes
public record TrajectoryProgram(LaneProgram lanes, ThreadProgram code, TrajectoryMemory memory) {
  /// Writes it.
  public static TrajectoryProgram of(LaneProgram lanes) {
    return new TrajectoryWriter(lanes).write();
  }
}
