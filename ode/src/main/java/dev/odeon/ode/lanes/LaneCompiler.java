package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Device;

/// Makes batched solves run on devices. Modules that can do so register one as a service.
public interface LaneCompiler {
  /// Compiles `program` for a device that is there.
  Compilation compile(LaneProgram program, Device.Cuda device);

  /// What came of it.
  sealed interface Compilation {
    /// It runs there.
    record Compiled(LaneExecutable code) implements Compilation {}

    /// It cannot run there.
    ///
    /// @param reason why, half a sentence
    record Refused(String reason) implements Compilation {}
  }
}
