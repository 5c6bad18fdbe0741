package dev.odeon.cli;

import dev.odeon.cli.fault.CommandException;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.output.Console;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.Placement;
import dev.odeon.ode.method.LaneMethod;
import java.util.Optional;
import java.util.function.Function;

/// Decides where a command computes, from the `device` of its fit file and what is there.
public final class DeviceChoice {
  private final Function<Device, Placement> machine;

  /// @param machine answers a wish for a device
  public DeviceChoice(Function<Device, Placement> machine) {
    this.machine = machine;
  }

  /// What there is to compute.
  enum Work {
    /// A single trajectory: a GPU can do it, but has nothing to gain.
    ONE_TRAJECTORY,
    /// Trajectories side by side, what a GPU is for.
    MANY_TRAJECTORIES,
    /// A fit, which runs on the processor.
    FIT
  }

  /// The same file with a device that is there; a line for people says where that is not the one
  /// that was named.
  ///
  /// @throws CommandException if a GPU is demanded that cannot be used (exit 75)
  FitFile place(FitFile file, Work work, Console console, boolean isQuiet) {
    return switch (machine.apply(file.device())) {
      case Placement.Granted(Device.Cuda cuda, String description) -> {
        Optional<String> reason = reasonForProcessor(file, work);
        if (reason.isPresent() && !isQuiet) {
          console.note(
              "odeon: %s; %s, %s, is not used".formatted(reason.get(), cuda, description));
        }
        boolean gains = work == Work.MANY_TRAJECTORIES || !(file.device() instanceof Device.Auto);
        yield file.withDevice(reason.isEmpty() && gains ? cuda : Device.cpu());
      }
      case Placement.Granted _ -> file;
      case Placement.FellBack(String reason) -> {
        if (!isQuiet) {
          console.note("odeon: device auto: computing on the CPU; " + reason);
        }
        yield file.withDevice(Device.cpu());
      }
      case Placement.Refused(String reason) ->
          throw new CannotRun(
              "%s: device: %s cannot run here: %s; set device: cpu or auto"
                  .formatted(file.path().getFileName(), file.device(), reason));
    };
  }

  private static Optional<String> reasonForProcessor(FitFile file, Work work) {
    if (work == Work.FIT) {
      return Optional.of("fits run on the CPU");
    }
    return file.solver().method().method() instanceof LaneMethod
        ? Optional.empty()
        : Optional.of("method " + file.solver().method().name() + " runs on the CPU");
  }

  /// A demand that this machine cannot meet.
  private static final class CannotRun extends CommandException {
    private static final long serialVersionUID = 1L;

    CannotRun(String message) {
      super(ExitCode.GAVE_UP, message);
    }
  }
}
