package dev.odeon.adjoint;

import dev.odeon.nn.backend.Device;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// Where the derivatives of batched solves run.
final class GradientPlacement {
  private GradientPlacement() {}

  /// What differentiates the runs of `integrator` elsewhere than on the processor; empty if the
  /// processor does it.
  static Optional<GradientExecutable> of(
      LaneIntegrator integrator, Sensitivity sensitivity, Device wish) {
    if (integrator.placement().code().isEmpty() || !(sensitivity instanceof Sensitivity.Discrete)) {
      return Optional.empty();
    }
    Device.Cuda device = wish instanceof Device.Cuda cuda ? cuda : new Device.Cuda(0);
    List<GradientCompiler> compilers =
        ServiceLoader.load(GradientCompiler.class, GradientCompiler.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    return of(integrator, device, compilers);
  }

  static Optional<GradientExecutable> of(
      LaneIntegrator integrator, Device.Cuda device, List<GradientCompiler> compilers) {
    integrator.checkDifferentiable();
    String why = "nothing here differentiates solves there";
    for (GradientCompiler compiler : compilers) {
      switch (compiler.compile(integrator, device)) {
        case GradientCompiler.Compilation.Compiled(GradientExecutable code) -> {
          return Optional.of(code);
        }
        case GradientCompiler.Compilation.Refused(String reason) -> why = reason;
      }
    }
    System.getLogger("dev.odeon.adjoint")
        .log(Level.WARNING, "gradients of a solve on " + device + " run on the processor: " + why);
    return Optional.empty();
  }
}
