package dev.odeon.cli;

import dev.odeon.cli.engine.FitJob;
import dev.odeon.cli.engine.SolveJob;
import dev.odeon.cli.engine.SweepJob;
import dev.odeon.cli.job.Cancellation;
import dev.odeon.cli.job.Fitting;
import dev.odeon.cli.output.Console;
import dev.odeon.nn.backend.Placement;
import java.util.List;

/// The entry point of the `odeon` command.
public final class Main {
  private Main() {}

  /// Runs the command line and ends the process with its exit status.
  public static void main(String[] arguments) {
    Cancellation cancellation = new Cancellation();
    InterruptSignal signal = InterruptSignal.passTo(cancellation);
    Console console = new Console(System.out, System.err);
    Odeon odeon =
        new Odeon(
            commands(cancellation, new FitJob(), new DeviceChoice(Placement::of)),
            console,
            System.getenv());
    int status = odeon.run(arguments).status();
    signal.finished();
    System.exit(status);
  }

  /// All subcommands, which stop when `cancellation` is requested.
  static List<Command> commands(Cancellation cancellation, Fitting fitting, DeviceChoice devices) {
    return List.of(
        new FitCommand(fitting, devices, cancellation),
        new SolveCommand(new SolveJob(), devices, cancellation),
        new SweepCommand(new SweepJob(), devices, cancellation),
        new InfoCommand(List.of(new DeviceInfo(), new ModelInfo(), new FitFileInfo())));
  }
}
