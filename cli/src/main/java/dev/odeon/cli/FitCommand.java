package dev.odeon.cli;

import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fitfile.DataSection;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileException;
import dev.odeon.cli.fitfile.FitFileReader;
import dev.odeon.cli.job.Cancellation;
import dev.odeon.cli.job.FitRequest;
import dev.odeon.cli.job.Fitting;
import dev.odeon.cli.job.Resume;
import dev.odeon.cli.output.Console;
import dev.odeon.cli.output.CsvText;
import dev.odeon.cli.output.FitReport;
import dev.odeon.cli.output.FitSummary;
import dev.odeon.cli.output.JsonText;
import dev.odeon.cli.output.OutputFolder;
import dev.odeon.cli.output.Progress;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `odeon fit FILE`: fits and writes the results into the output folder.
public final class FitCommand implements Command {
  private final Fitting fitting;
  private final DeviceChoice devices;
  private final Cancellation cancellation;

  /// @param fitting does the fit
  /// @param devices says where
  /// @param cancellation is requested when the user interrupts
  public FitCommand(Fitting fitting, DeviceChoice devices, Cancellation cancellation) {
    this.fitting = fitting;
    this.devices = devices;
    this.cancellation = cancellation;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("fit");
    spec.usageMessage().description("Fits the model of a fit file to its data.");
    return spec.addPositional(Options.file("FILE", "the fit file"))
        .addOption(Options.set())
        .addOption(Options.device())
        .addOption(Options.json())
        .addOption(Options.quiet())
        .addOption(Options.resume())
        .addOption(Options.output("DIR", "folder for the results, instead of the fit file's"));
  }

  @Override
  public ExitCode run(ParseResult arguments, Console console) {
    FitFile file =
        devices.place(
            FitFileReader.read(Options.path(arguments), Options.overrides(arguments)),
            DeviceChoice.Work.ONE_TRAJECTORY,
            Options.notes(arguments, console));
    DataSection section = file.data().orElseThrow(() -> new FitFileException(noData(file)));
    TimeSeries data = DataLoader.load(file, section);
    checkHoldout(file, data);
    Path folder = Options.output(arguments).map(Path::of).orElse(file.output());
    OutputFolder output = OutputFolder.prepare(folder);
    output.requireFiles(List.of("fit.json", "fit.csv"));
    FitReport report = fit(new Job(file, data, output), arguments, console);
    String json = JsonText.of(report);
    output.file("fit.json").write(json);
    output.file("fit.csv").write(CsvText.of(report));
    if (Options.isJson(arguments)) {
      console.result(json);
    } else if (!Options.isQuiet(arguments)) {
      console.result(FitSummary.of(report));
    }
    return Endings.announce(report.ending(), console);
  }

  private record Job(FitFile file, TimeSeries data, OutputFolder output) {}

  private FitReport fit(Job job, ParseResult arguments, Console console) {
    Resume resume = Options.isResume(arguments) ? Resume.FROM_CHECKPOINT : Resume.FROM_START;
    try (Progress progress =
        Options.isQuiet(arguments) ? Progress.silent() : Progress.onTerminal(console)) {
      return fitting.fit(
          new FitRequest(job.file, job.data, resume, job.output, progress, cancellation));
    }
  }

  private static String noData(FitFile file) {
    return file.path().getFileName() + ": a fit needs the section 'data'";
  }

  private static void checkHoldout(FitFile file, TimeSeries data) {
    int times = data.distinctTimes().length;
    int heldOut = file.holdout().points(times);
    if (times - heldOut < 2) {
      throw new FitFileException(
          "%s: holdout.last keeps out %d of %d times; the fit needs at least 2"
              .formatted(file.path().getFileName(), heldOut, times));
    }
    TimeSeries seen = data.firstTimes(times - heldOut);
    for (String name : seen.names()) {
      if (seen.present(name) == 0) {
        throw new FitFileException(
            "%s: holdout.last keeps out all values of '%s'; the fit needs some"
                .formatted(file.path().getFileName(), name));
      }
    }
  }
}
