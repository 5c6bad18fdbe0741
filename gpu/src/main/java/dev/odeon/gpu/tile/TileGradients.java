package dev.odeon.gpu.tile;

import dev.odeon.adjoint.GradientCompiler;
import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaDevices;
import dev.odeon.gpu.driver.CudaException;
import dev.odeon.gpu.ensemble.EnsembleGradients;
import dev.odeon.gpu.ensemble.GradientSolver;
import dev.odeon.gpu.ensemble.SweepProgram;
import dev.odeon.nn.backend.Device;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.Optional;
import java.util.function.Supplier;

/// Derivatives of batched solves on CUDA devices, as a service: by tiles where the field has large
/// layers, by one thread for a trajectory otherwise.
public final class TileGradients implements GradientCompiler {
  private final Supplier<CudaDevices> devices;
  private final GradientCompiler threads;

  /// For `ServiceLoader`.
  public TileGradients() {
    this(CudaDevices::ofThisProcess, new EnsembleGradients());
  }

  /// @param threads what makes kernels of one thread for a trajectory
  TileGradients(Supplier<CudaDevices> devices, GradientCompiler threads) {
    this.devices = devices;
    this.threads = threads;
  }

  @Override
  public Compilation compile(LaneIntegrator integrator, Device.Cuda device) {
    if (EnsembleGradients.refusal(integrator).isPresent()
        || !TilePlan.of(integrator.program()).isTile()) {
      return threads.compile(integrator, device);
    }
    Optional<SweepProgram> sweep = SweepProgram.of(integrator).filter(TilePlan::canShare);
    if (sweep.isEmpty()) {
      return threads.compile(integrator, device);
    }
    try {
      CudaContext context = devices.get().context(device.ordinal());
      int room = context.attribute(TileCompiler.SHARED_BYTES);
      Optional<TileForm> forward = TilePlan.form(integrator.program(), room);
      Optional<TileSweep> back = TileSweep.of(sweep.orElseThrow(), room);
      if (forward.isEmpty() || back.isEmpty()) {
        // The layers need more than a block shares.
        return threads.compile(integrator, device);
      }
      return new Compilation.Compiled(
          GradientSolver.of(
              context, integrator, forward.orElseThrow(), sweep.orElseThrow(), back.orElseThrow()));
    } catch (CudaException e) {
      return new Compilation.Refused(String.valueOf(e.getMessage()));
    }
  }
}
