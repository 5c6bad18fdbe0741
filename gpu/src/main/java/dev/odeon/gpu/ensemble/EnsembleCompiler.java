package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaDevices;
import dev.odeon.gpu.driver.CudaException;
import dev.odeon.nn.backend.Device;
import dev.odeon.ode.lanes.LaneCompiler;
import dev.odeon.ode.lanes.LaneProgram;
import java.util.Optional;
import java.util.function.Supplier;

/// Batched solves on CUDA devices, as a service.
public final class EnsembleCompiler implements LaneCompiler {
  private final Supplier<CudaDevices> devices;

  /// For `ServiceLoader`.
  public EnsembleCompiler() {
    this(CudaDevices::ofThisProcess);
  }

  EnsembleCompiler(Supplier<CudaDevices> devices) {
    this.devices = devices;
  }

  @Override
  public Compilation compile(LaneProgram program, Device.Cuda device) {
    Optional<String> refusal = KernelPlans.refusal(program);
    if (refusal.isPresent()) {
      return new Compilation.Refused(refusal.orElseThrow());
    }
    try {
      CudaContext context = devices.get().context(device.ordinal());
      return new Compilation.Compiled(new EnsembleSolver(LoadedKernels.of(context), program));
    } catch (CudaException e) {
      return new Compilation.Refused(String.valueOf(e.getMessage()));
    }
  }
}
