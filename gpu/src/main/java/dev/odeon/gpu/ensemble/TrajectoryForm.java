package dev.odeon.gpu.ensemble;

/// How a program for threads becomes a kernel.
@FunctionalInterface
public interface TrajectoryForm {
  /// One thread for a trajectory.
  TrajectoryForm THREADS = TrajectoryKernel::of;

  /// Writes the kernel.
  TrajectoryKernel kernel(TrajectoryProgram program);
}
