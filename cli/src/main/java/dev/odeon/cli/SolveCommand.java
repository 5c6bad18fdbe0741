package dev.odeon.cli;

import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileReader;
import dev.odeon.cli.job.Cancellation;
import dev.odeon.cli.job.SolveRequest;
import dev.odeon.cli.job.Solving;
import dev.odeon.cli.output.Console;
import dev.odeon.cli.output.CsvText;
import dev.odeon.cli.output.JsonText;
import dev.odeon.cli.output.OutputFile;
import dev.odeon.cli.output.SolveReport;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `odeon solve FILE`: solves with the start values of the parameters, and prints the trajectory as
/// CSV or, with `--json`, as one JSON object.
public final class SolveCommand implements Command {
  private final Solving solving;
  private final DeviceChoice devices;
  private final Cancellation cancellation;

  /// @param solving computes the solution
  /// @param devices says where
  /// @param cancellation is requested when the user interrupts
  public SolveCommand(Solving solving, DeviceChoice devices, Cancellation cancellation) {
    this.solving = solving;
    this.devices = devices;
    this.cancellation = cancellation;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("solve");
    spec.usageMessage().description("Solves the equations of a fit file, without fitting.");
    return spec.addPositional(Options.file("FILE", "the fit file"))
        .addOption(Options.set())
        .addOption(Options.device())
        .addOption(Options.json())
        .addOption(Options.quiet())
        .addOption(Options.output("CSV", "write the trajectory to this file, not to the screen"));
  }

  @Override
  public ExitCode run(ParseResult arguments, Console console) {
    FitFile file =
        devices.place(
            FitFileReader.read(Options.path(arguments), Options.overrides(arguments)),
            DeviceChoice.Work.ONE_TRAJECTORY,
            Options.notes(arguments, console));
    SolveReport report =
        solving.solve(new SolveRequest(file, DataLoader.times(file), cancellation));
    Optional<String> output = Options.output(arguments);
    output.ifPresent(path -> new OutputFile(Path.of(path)).write(CsvText.of(report.trajectory())));
    if (Options.isJson(arguments)) {
      console.result(JsonText.of(report));
    } else if (output.isEmpty()) {
      console.result(CsvText.of(report.trajectory()));
    }
    return Endings.announce(report.ending(), console);
  }
}
