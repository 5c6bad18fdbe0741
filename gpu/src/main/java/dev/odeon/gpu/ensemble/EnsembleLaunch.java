package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaFunction;
import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.LaunchShape;

/// The kernel of a batched solve, and how many threads it is launched with: no more than the device
/// holds at once, since each takes one trajectory after another.
final class EnsembleLaunch {
  /// Threads of a block, where there are enough trajectories to fill the device with such blocks.
  static final int THREADS = 128;

  /// The same where there are not: the trajectories are spread over more processors.
  private static final int FEW_THREADS = 32;

  /// `CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT`.
  private static final int PROCESSORS = 16;

  private final LoadedKernels kernels;
  private final CudaContext context;
  private final SolveKernel kernel;

  /// Writes the kernel.
  EnsembleLaunch(LoadedKernels kernels, TrajectoryProgram program) {
    this.kernels = kernels;
    context = kernels.context();
    kernel = SolveKernel.of(program);
  }

  /// The text of the kernel.
  String ptx() {
    return kernel.ptx();
  }

  /// Loads the kernel.
  LoadedKernels.Lease lease() {
    return kernels.lease(kernel.ptx(), kernel.name());
  }

  /// Launches it for `width` trajectories.
  void launch(CudaFunction function, TrajectoryBuffers buffers, int width, CudaStream stream) {
    buffers.reset();
    int processors = context.attribute(PROCESSORS);
    int threads = width >= (long) THREADS * processors ? THREADS : FEW_THREADS;
    int resident = Math.max(1, function.residentBlocks(threads, 0));
    long needed = Math.ceilDiv(width, threads);
    int blocks = (int) Math.min(needed, (long) processors * resident);
    function.launch(LaunchShape.of(blocks, threads), buffers.parameters(), stream);
  }
}
