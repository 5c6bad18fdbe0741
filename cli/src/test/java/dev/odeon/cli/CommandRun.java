package dev.odeon.cli;

import dev.odeon.cli.engine.FitJob;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.job.Cancellation;
import dev.odeon.cli.job.FitRequest;
import dev.odeon.cli.job.Fitting;
import dev.odeon.cli.output.Console;
import dev.odeon.cli.output.Progress;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.Placement;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

/// A run of the whole command in this process, all its parts real.
///
/// @param exit how it ended
/// @param out standard output
/// @param err standard error
record CommandRun(ExitCode exit, String out, String err) {
  static CommandRun of(String... arguments) {
    return of(new Cancellation(), new FitJob(), Placement::of, arguments);
  }

  /// A run on a machine whose devices are `machine`'s.
  static CommandRun on(Function<Device, Placement> machine, String... arguments) {
    return of(new Cancellation(), new FitJob(), machine, arguments);
  }

  /// A run whose user interrupts it after step `step` of the optimiser.
  static CommandRun interruptedAt(long step, String... arguments) {
    Cancellation cancellation = new Cancellation();
    FitJob job = new FitJob();
    Fitting fitting =
        request ->
            job.fit(
                new FitRequest(
                    request.file(),
                    request.data(),
                    request.resume(),
                    request.output(),
                    new Alarm(step, cancellation),
                    cancellation));
    return of(cancellation, fitting, Placement::of, arguments);
  }

  private static CommandRun of(
      Cancellation cancellation,
      Fitting fitting,
      Function<Device, Placement> machine,
      String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(out, true), new PrintStream(err, true));
    DeviceChoice devices = new DeviceChoice(machine);
    Odeon odeon = new Odeon(Main.commands(cancellation, fitting, devices), console, Map.of());
    ExitCode exit = odeon.run(arguments);
    return new CommandRun(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// The JSON object on standard output.
  JsonTree json() {
    return JsonTree.parse(out);
  }

  /// Requests a cancellation after so many steps of all stages together.
  private static final class Alarm implements Progress {
    private final long at;
    private final Cancellation cancellation;
    private long steps;

    Alarm(long at, Cancellation cancellation) {
      this.at = at;
      this.cancellation = cancellation;
    }

    @Override
    public void stage(String name, long steps) {}

    @Override
    public void step(long done, double loss) {
      if (++steps == at) {
        cancellation.request();
      }
    }

    @Override
    public void close() {}
  }
}
