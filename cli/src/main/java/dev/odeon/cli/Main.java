package dev.odeon.cli;

import dev.odeon.cli.engine.FitJob;
import dev.odeon.cli.engine.SolveJob;
import dev.odeon.cli.job.Cancellation;
import dev.odeon.cli.output.Console;
import java.util.List;
import java.util.function.Function;

/// The entry point of the `odeon` command.
public final class Main {
  private Main() {}

  /// Runs the command line and ends the process with its exit status.
  public static void main(String[] arguments) {
    run(
        cancellation ->
            List.of(
                new FitCommand(new FitJob(DeviceInfo::reason), cancellation),
                new SolveCommand(new SolveJob(DeviceInfo::reason), cancellation),
                new InfoCommand(List.of(new DeviceInfo(), new ModelInfo(), new FitFileInfo()))),
        arguments);
  }

  /// Runs the command line with the given subcommands, which see Ctrl-C as a cancellation, and ends
  /// the process with the exit status.
  static void run(Function<Cancellation, List<Command>> commands, String... arguments) {
    Cancellation cancellation = new Cancellation();
    InterruptSignal signal = InterruptSignal.passTo(cancellation);
    Console console = new Console(System.out, System.err);
    Odeon odeon = new Odeon(commands.apply(cancellation), console, System.getenv());
    int status = odeon.run(arguments).status();
    signal.finished();
    System.exit(status);
  }
}
