package dev.odeon.cli;

import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileReader;
import dev.odeon.cli.job.Cancellation;
import dev.odeon.cli.job.SweepAxis;
import dev.odeon.cli.job.SweepRequest;
import dev.odeon.cli.job.Sweeping;
import dev.odeon.cli.output.Console;
import dev.odeon.cli.output.JsonText;
import dev.odeon.cli.output.OutputFile;
import dev.odeon.cli.output.SweepCsv;
import dev.odeon.cli.output.SweepReport;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `odeon sweep FILE --over a=0.1:1:50`: solves for all combinations of values, and writes one
/// table as CSV.
public final class SweepCommand implements Command {
  private static final String OVER = "--over";
  private static final String LAST = "--last";

  private final Sweeping sweeping;
  private final DeviceChoice devices;
  private final Cancellation cancellation;

  /// @param sweeping computes the sweep
  /// @param devices says where
  /// @param cancellation is requested when the user interrupts
  public SweepCommand(Sweeping sweeping, DeviceChoice devices, Cancellation cancellation) {
    this.sweeping = sweeping;
    this.devices = devices;
    this.cancellation = cancellation;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("sweep");
    spec.usageMessage()
        .description("Solves the equations of a fit file for all combinations of some values.");
    return spec.addPositional(Options.file("FILE", "the fit file"))
        .addOption(over())
        .addOption(
            OptionSpec.builder(LAST)
                .arity("0")
                .type(boolean.class)
                .description("write the states at the last time only")
                .build())
        .addOption(Options.set())
        .addOption(Options.device())
        .addOption(Options.json())
        .addOption(Options.quiet())
        .addOption(Options.output("CSV", "write the table to this file, not to the screen"));
  }

  private static OptionSpec over() {
    return OptionSpec.builder(OVER)
        .arity("1")
        .required(true)
        .paramLabel("name=first:last:count")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(
            "a parameter, or a state for its initial value, and its values: equally spaced,"
                + " with ':log' at equal ratios, or listed as name=1,2,3; may be given several"
                + " times")
        .build();
  }

  @Override
  public ExitCode run(ParseResult arguments, Console console) {
    FitFile file =
        devices.place(
            FitFileReader.read(Options.path(arguments), Options.overrides(arguments)),
            DeviceChoice.Work.MANY_TRAJECTORIES,
            Options.notes(arguments, console));
    List<String> over = arguments.matchedOptionValue(OVER, List.of());
    SweepRequest request =
        new SweepRequest(
            file,
            over.stream().map(SweepAxis::parse).toList(),
            DataLoader.times(file),
            arguments.hasMatchedOption(LAST) ? SweepRequest.Rows.LAST : SweepRequest.Rows.ALL,
            cancellation);
    SweepReport report =
        run(request, Options.output(arguments), Options.isJson(arguments), console);
    if (Options.isJson(arguments)) {
      console.result(JsonText.of(report));
    }
    return Endings.announce(report.ending(), console);
  }

  private SweepReport run(
      SweepRequest request, Optional<String> output, boolean isJson, Console console) {
    if (output.isPresent()) {
      AtomicReference<SweepReport> report = new AtomicReference<>();
      new OutputFile(Path.of(output.get()))
          .write(writer -> report.set(sweeping.sweep(request, new SweepCsv(writer))));
      return report.get();
    }
    StringWriter table = new StringWriter();
    SweepReport report = sweeping.sweep(request, new SweepCsv(table));
    if (!isJson) {
      console.result(table.toString());
    }
    return report;
  }
}
