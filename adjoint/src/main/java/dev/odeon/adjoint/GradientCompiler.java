package dev.odeon.adjoint;

import dev.odeon.nn.backend.Device;
import dev.odeon.ode.lanes.LaneIntegrator;

/// Makes derivatives of batched solves run on devices. Modules that can do so register one as a
/// service.
public interface GradientCompiler {
  /// Compiles the derivative of the runs of `integrator` for a device that is there.
  Compilation compile(LaneIntegrator integrator, Device.Cuda device);

  /// What came of it.
  sealed interface Compilation {
    /// It runs there.
    record Compiled(GradientExecutable code) implements Compilation {}

    /// It cannot run there.
    ///
    /// @param reason why, half a sentence
    record Refused(String reason) implements Compilation {}
  }
}
