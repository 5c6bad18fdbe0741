package dev.odeon.gpu.ensemble;

/// How the way back over the steps of trajectories becomes kernels.
@FunctionalInterface
public interface SweepForm {
  /// Writes the kernels.
  SweepKernels kernels(SweepProgram program);
}
