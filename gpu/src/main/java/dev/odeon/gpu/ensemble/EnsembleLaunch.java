package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaFunction;
import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.LaunchShape;

/// The kernel of a batched solve on a device.
final class EnsembleLaunch {
  /// `CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT`.
  private static final int PROCESSORS = 16;

  private final LoadedKernels kernels;
  private final CudaContext context;
  private final TrajectoryKernel kernel;

  /// Writes the kernel.
  EnsembleLaunch(LoadedKernels kernels, TrajectoryKernel kernel) {
    this.kernels = kernels;
    context = kernels.context();
    this.kernel = kernel;
  }

  /// The text of the kernel.
  String ptx() {
    return kernel.ptx();
  }

  /// Loads the kernel.
  LoadedKernels.Lease lease() {
    return kernels.lease(kernel.ptx(), kernel.name());
  }

  /// Launches it for `width` trajectories and waits for the end.
  void run(
      CudaFunction function, TrajectoryBuffers buffers, int width, Halt halt, CudaStream stream) {
    buffers.reset(halt);
    int processors = context.attribute(PROCESSORS);
    LaunchShape shape = kernel.blocks().shape(width, processors, function);
    // What tells the kernel to end must not come before the flag was lowered.
    stream.synchronize();
    try (HaltWatch _ = HaltWatch.over(halt, context, buffers.halt())) {
      function.launch(shape, buffers.parameters(), stream);
      stream.synchronize();
    }
  }
}
