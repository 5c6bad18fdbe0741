package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.adjoint.GradientCompiler;
import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaDevices;
import dev.odeon.gpu.driver.CudaException;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.graph.DType;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.Optional;
import java.util.function.Supplier;

/// Derivatives of batched solves on CUDA devices, as a service.
public final class EnsembleGradients implements GradientCompiler {
  private final Supplier<CudaDevices> devices;

  /// For `ServiceLoader`.
  public EnsembleGradients() {
    this(CudaDevices::ofThisProcess);
  }

  EnsembleGradients(Supplier<CudaDevices> devices) {
    this.devices = devices;
  }

  /// Why a solve cannot be differentiated by kernels, one sentence; empty if nothing is against it.
  public static Optional<String> refusal(LaneIntegrator integrator) {
    if (integrator.steps().field().dtype() != DType.F64) {
      return Optional.of("states are of single precision");
    }
    if (integrator.steps().consistent().isPresent()) {
      return Optional.of("the start must satisfy algebraic equations");
    }
    if (integrator.steps().stepConstants() != 2) {
      return Optional.of("steps go several ways");
    }
    if (BackwardGraphs.hasNoJumps(integrator)) {
      return Optional.of("events change or end trajectories with noise");
    }
    return KernelPlans.refusal(integrator.program());
  }

  @Override
  public Compilation compile(LaneIntegrator integrator, Device.Cuda device) {
    Optional<String> refusal = refusal(integrator);
    if (refusal.isPresent()) {
      return new Compilation.Refused(refusal.orElseThrow());
    }
    Optional<BackwardProgram> backward = BackwardProgram.of(integrator);
    if (backward.isEmpty()) {
      return new Compilation.Refused("the derivative of a step needs sums over lanes on its way");
    }
    try {
      CudaContext context = devices.get().context(device.ordinal());
      return new Compilation.Compiled(
          new GradientSolver(
              LoadedKernels.of(context),
              integrator,
              TrajectoryForm.THREADS,
              ThreadsBack.of(backward.orElseThrow())));
    } catch (CudaException e) {
      return new Compilation.Refused(String.valueOf(e.getMessage()));
    }
  }
}
