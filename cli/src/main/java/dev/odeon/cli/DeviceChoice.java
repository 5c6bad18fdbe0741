package dev.odeon.cli;

import dev.odeon.cli.fault.CommandException;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.Placement;
import dev.odeon.ode.method.LaneMethod;
import java.util.function.Consumer;
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
    /// A single trajectory, or a fit of one: a GPU can do it, but has nothing to gain.
    ONE_TRAJECTORY,
    /// Trajectories side by side, what a GPU is for.
    MANY_TRAJECTORIES
  }

  /// The same file with a device that is there.
  ///
  /// @param notes takes a line for people where that is not the device that was named
  /// @throws CommandException if a GPU is demanded that cannot be used (exit 75)
  FitFile place(FitFile file, Work work, Consumer<String> notes) {
    return switch (machine.apply(file.device())) {
      case Placement.Granted(Device.Cuda cuda, String description) -> {
        boolean canRun = file.solver().method().method() instanceof LaneMethod;
        if (!canRun) {
          notes.accept(
              "odeon: method %s runs on the CPU; %s, %s, is not used"
                  .formatted(file.solver().method().name(), cuda, description));
        }
        boolean gains = work == Work.MANY_TRAJECTORIES || !(file.device() instanceof Device.Auto);
        yield file.withDevice(canRun && gains ? cuda : Device.cpu());
      }
      case Placement.Granted _ -> file;
      case Placement.FellBack(String reason) -> {
        notes.accept("odeon: device auto: computing on the CPU; " + reason);
        yield file.withDevice(Device.cpu());
      }
      case Placement.Refused(String reason) ->
          throw new CannotRun(
              "%s: device: %s cannot run here: %s; set device: cpu or auto"
                  .formatted(file.path().getFileName(), file.device(), reason));
    };
  }

  /// A demand that this machine cannot meet.
  private static final class CannotRun extends CommandException {
    private static final long serialVersionUID = 1L;

    CannotRun(String message) {
      super(ExitCode.GAVE_UP, message);
    }
  }
}
