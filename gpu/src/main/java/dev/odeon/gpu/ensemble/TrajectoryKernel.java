package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxModule;
import dev.odeon.ode.lanes.LaneProgram;

/// The kernel of a batched solve.
///
/// @param name of its entry
/// @param ptx its text
/// @param blocks how it is launched
public record TrajectoryKernel(String name, String ptx, TrajectoryBlocks blocks) {
  /// Writes the kernel of a solve in which one thread integrates one trajectory from its start to
  /// its end; it depends on nothing but the solve.
  ///
  /// @throws IllegalArgumentException if the solve cannot be a kernel, see [KernelPlans]
  public static TrajectoryKernel of(LaneProgram lanes) {
    KernelPlans.refusal(lanes)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    return of(TrajectoryProgram.of(lanes));
  }

  static TrajectoryKernel of(TrajectoryProgram program) {
    PtxKernel code = ThreadKernel.of(program.code(), LaunchBounds.of(ThreadBlocks.THREADS));
    return new TrajectoryKernel(code.name(), PtxModule.of(code).text(), new ThreadBlocks());
  }
}
