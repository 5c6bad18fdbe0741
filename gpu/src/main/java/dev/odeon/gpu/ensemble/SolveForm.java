package dev.odeon.gpu.ensemble;

/// How a program for threads becomes a kernel.
@FunctionalInterface
public interface SolveForm {
  /// One thread for a trajectory.
  SolveForm THREADS = SolveKernel::of;

  /// Writes the kernel.
  SolveKernel kernel(TrajectoryProgram program);
}
