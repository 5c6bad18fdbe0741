package dev.odeon.gpu.ensemble;

import dev.odeon.ode.lanes.LaneProgram;

/// The whole solve of a trajectory as a program for one thread, which takes one trajectory after
/// another until none is left.
///
/// @param lanes what is solved
/// @param keeping whether it keeps steps
/// @param code what a thread does; its arguments are the number of lanes, and for how many
///   occurrences of events and how many steps of each lane there is room
/// @param memory the arrays that it reads and writes
public record TrajectoryProgram(
    LaneProgram lanes, StepKeeping keeping, ThreadProgram code, TrajectoryMemory memory) {
  /// Writes one that keeps no steps.
  public static TrajectoryProgram of(LaneProgram lanes) {
    return of(lanes, StepKeeping.NONE);
  }

  /// Writes it.
  public static TrajectoryProgram of(LaneProgram lanes, StepKeeping keeping) {
    return new TrajectoryWriter(lanes, keeping).write();
  }
}
