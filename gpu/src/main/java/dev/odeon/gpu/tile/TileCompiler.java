package dev.odeon.gpu.tile;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaDevices;
import dev.odeon.gpu.driver.CudaException;
import dev.odeon.gpu.ensemble.EnsembleCompiler;
import dev.odeon.gpu.ensemble.EnsembleSolver;
import dev.odeon.gpu.ensemble.KernelPlans;
import dev.odeon.nn.backend.Device;
import dev.odeon.ode.lanes.LaneCompiler;
import dev.odeon.ode.lanes.LaneProgram;
import java.util.Optional;
import java.util.function.Supplier;

/// Batched solves on CUDA devices, as a service: by tiles where the field has large layers, by one
/// thread for a trajectory otherwise.
public final class TileCompiler implements LaneCompiler {
  /// `CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN`.
  static final int SHARED_BYTES = 97;

  private final Supplier<CudaDevices> devices;
  private final LaneCompiler threads;

  /// For `ServiceLoader`.
  public TileCompiler() {
    this(CudaDevices::ofThisProcess, new EnsembleCompiler());
  }

  /// @param threads what makes kernels of one thread for a trajectory
  TileCompiler(Supplier<CudaDevices> devices, LaneCompiler threads) {
    this.devices = devices;
    this.threads = threads;
  }

  @Override
  public Compilation compile(LaneProgram program, Device.Cuda device) {
    if (KernelPlans.refusal(program).isPresent() || !TilePlan.of(program).isTile()) {
      return threads.compile(program, device);
    }
    try {
      CudaContext context = devices.get().context(device.ordinal());
      int room = context.attribute(SHARED_BYTES);
      Optional<TileForm> form = TilePlan.form(program, room);
      if (form.isEmpty()) {
        // The layers need more than a block shares.
        return threads.compile(program, device);
      }
      return new Compilation.Compiled(EnsembleSolver.of(context, program, form.orElseThrow()));
    } catch (CudaException e) {
      return new Compilation.Refused(String.valueOf(e.getMessage()));
    }
  }
}
