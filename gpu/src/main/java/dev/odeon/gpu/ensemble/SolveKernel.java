package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxModule;
import dev.odeon.ode.lanes.LaneProgram;

/// The kernel of a batched solve: one thread integrates one trajectory from its start to its end.
///
/// @param name of its entry
/// @param ptx its text
public record SolveKernel(String name, String ptx) {
  /// Writes the kernel of a solve; it depends on nothing but the solve.
  ///
  /// @throws IllegalArgumentException if the solve cannot be a kernel, see [KernelPlans]
  public static SolveKernel of(LaneProgram lanes) {
    KernelPlans.refusal(lanes)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    return of(TrajectoryProgram.of(lanes));
  }

  static SolveKernel of(TrajectoryProgram program) {
    PtxKernel code = ThreadKernel.of(program.code(), LaunchBounds.of(EnsembleLaunch.THREADS));
    return new SolveKernel(code.name(), PtxModule.of(code).text());
  }
}
