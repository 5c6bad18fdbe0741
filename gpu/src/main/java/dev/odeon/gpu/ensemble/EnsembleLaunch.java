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
  private final SolveKernel kernel;

  EnsembleLaunch(LoadedKernels kernels, SolveKernel kernel) {
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

  /// Launches it for `width` trajectories.
  void launch(CudaFunction function, TrajectoryBuffers buffers, int width, CudaStream stream) {
    buffers.reset();
    int processors = context.attribute(PROCESSORS);
    LaunchShape shape = kernel.blocks().shape(width, processors, function);
    function.launch(shape, buffers.parameters(), stream);
  }
}
