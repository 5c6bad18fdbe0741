package dev.odeon.cli;

import dev.odeon.cli.fault.CommandException;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.output.Console;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.Placement;
import java.util.function.Function;

/// Decides where a command computes, from the `device` of its fit file and what is there.
public final class DeviceChoice {
  private final Function<Device, Placement> machine;

  /// @param machine answers a wish for a device
  public DeviceChoice(Function<Device, Placement> machine) {
    this.machine = machine;
  }

  /// The same file with a device that is there; a line for people says where that is not the one
  /// that was named.
  ///
  /// @throws CommandException if a GPU is demanded that cannot be used (exit 75)
  FitFile place(FitFile file, Console console, boolean isQuiet) {
    return switch (machine.apply(file.device())) {
      case Placement.Granted granted -> granted(file, granted, console);
      case Placement.FellBack(String reason) -> {
        if (!isQuiet) {
          console.note("odeon: device auto: computing on the CPU; " + reason);
        }
        yield file.withDevice(Device.cpu());
      }
      case Placement.Refused(String reason) ->
          throw new CannotRun(
              file.path().getFileName()
                  + ": device: "
                  + file.device()
                  + " cannot run here: "
                  + reason
                  + "; set device: cpu or auto");
    };
  }

  private static FitFile granted(FitFile file, Placement.Granted granted, Console console) {
    if (granted.device() instanceof Device.Cuda) {
      console.note(
          "odeon: this part runs on the CPU; "
              + granted.device()
              + ", "
              + granted.description()
              + ", is not used");
    }
    return file.withDevice(Device.cpu());
  }

  /// A demand that this machine cannot meet.
  private static final class CannotRun extends CommandException {
    private static final long serialVersionUID = 1L;

    CannotRun(String message) {
      super(ExitCode.GAVE_UP, message);
    }
  }
}
