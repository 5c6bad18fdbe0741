package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.Placement;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// Where the batched solves of a program run, and why there.
///
/// @param code what runs them elsewhere; empty if they run on the processor
/// @param reason why, one sentence
public record LanePlacement(Optional<LaneExecutable> code, String reason) {
  static final LanePlacement PROCESSOR =
      new LanePlacement(Optional.empty(), "the processor was asked for");

  /// Fulfils a wish. A device that is there but cannot run the program leaves it to the processor:
  /// the numbers are the same.
  ///
  /// @throws IllegalArgumentException if the device is demanded and cannot be used at all
  static LanePlacement of(LaneProgram program, Device wish) {
    return of(
        program,
        wish,
        Placement.of(wish),
        ServiceLoader.load(LaneCompiler.class, LaneCompiler.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  static LanePlacement of(
      LaneProgram program, Device wish, Placement placement, List<LaneCompiler> compilers) {
    return switch (placement) {
      case Placement.Refused(String reason) ->
          throw new IllegalArgumentException("device " + wish + " cannot be used: " + reason);
      case Placement.FellBack(String reason) -> new LanePlacement(Optional.empty(), reason);
      case Placement.Granted(Device.Cuda cuda, String description) ->
          on(program, cuda, description, compilers);
      case Placement.Granted(Device _, String _) -> PROCESSOR;
    };
  }

  private static LanePlacement on(
      LaneProgram program, Device.Cuda device, String description, List<LaneCompiler> compilers) {
    String why = "nothing here solves differential equations on " + device;
    for (LaneCompiler compiler : compilers) {
      switch (compiler.compile(program, device)) {
        case LaneCompiler.Compilation.Compiled(LaneExecutable code) -> {
          return new LanePlacement(Optional.of(code), "it runs on " + description);
        }
        case LaneCompiler.Compilation.Refused(String reason) -> why = reason;
      }
    }
    return new LanePlacement(Optional.empty(), why);
  }
}
