package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.job.Cancellation;
import dev.odeon.cli.job.FitRequest;
import dev.odeon.cli.job.Fitting;
import dev.odeon.cli.job.Resume;
import dev.odeon.cli.job.SolveRequest;
import dev.odeon.cli.job.Solving;
import dev.odeon.cli.output.Console;
import dev.odeon.cli.output.Ending;
import dev.odeon.cli.output.JsonText;
import dev.odeon.cli.output.Reports;
import dev.odeon.cli.output.SolveCounts;
import dev.odeon.cli.output.SolveReport;
import dev.odeon.nn.backend.Placement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The commands around a fitting and a solving that only record what they are asked for.
class CommandsTest {
  private static final String MODEL =
      """
      data: {file: pelts.csv, time: year, observe: {hare: hare, lynx: lynx}}
      states: {hare: 30, lynx: 4}
      parameters: {a: 0.5}
      equations:
        hare: a*hare
        lynx: -lynx
      """;

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<FitRequest> fits = new ArrayList<>();
  private final List<SolveRequest> solves = new ArrayList<>();
  private Ending ending = Ending.DONE;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(folder.resolve("fit.yaml"), MODEL);
    Files.writeString(
        folder.resolve("pelts.csv"), "year,hare,lynx\n1900,30,4\n1900,31,\n1901,47.2,6.1\n");
  }

  private ExitCode run(String... arguments) {
    return run(Map.of(), new PrintStream(out, true), arguments);
  }

  private ExitCode run(Map<String, String> environment, PrintStream out, String... arguments) {
    Fitting fitting =
        request -> {
          fits.add(request);
          return Reports.fit(ending);
        };
    Solving solving =
        request -> {
          solves.add(request);
          double[] times = request.times().stream().mapToDouble(t -> t).toArray();
          return new SolveReport(
              ending, TimeSeries.of(times, Map.of("x", times)), new SolveCounts(1, 2, 3), 0.5);
        };
    return run(
        fitting, solving, new Console(out, new PrintStream(err, true)), environment, arguments);
  }

  private static ExitCode run(
      Fitting fitting,
      Solving solving,
      Console console,
      Map<String, String> environment,
      String... arguments) {
    Cancellation cancellation = new Cancellation();
    DeviceChoice devices = new DeviceChoice(Placement::of);
    List<Command> commands =
        List.of(
            new FitCommand(fitting, devices, cancellation),
            new SolveCommand(solving, devices, cancellation),
            new InfoCommand(List.of(new FitFileInfo())));
    return new Odeon(commands, console, environment).run(arguments);
  }

  private String file() {
    return folder.resolve("fit.yaml").toString();
  }

  private String results() {
    return folder.resolve("results").toString();
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aFitPrintsOneJsonObjectAndWritesIt() throws IOException {
    assertEquals(ExitCode.DONE, run("fit", file(), "--json", "--output", results()), errors());
    assertEquals(JsonText.of(Reports.fit(Ending.DONE)), shown());
    assertEquals("", errors());
    assertEquals(shown(), Files.readString(Path.of(results(), "fit.json")));
    assertTrue(Files.readString(Path.of(results(), "fit.csv")).startsWith("t,hare_observed,"));
  }

  @Test
  void aFitIsAskedForAsTheOptionsSay() {
    run("fit", file(), "--set", "parameters.a=0.7", "--resume", "--set=output=" + results());
    FitRequest request = fits.getFirst();
    assertEquals(0.7, request.file().parameters().get("a").start());
    assertEquals(Resume.FROM_CHECKPOINT, request.resume());
    assertEquals(Path.of(results()), request.output().path());
    assertEquals(3, request.data().rows());
    assertEquals(2, request.data().present("lynx"));
  }

  @Test
  void aFitShowsASummaryUnlessItIsToBeQuiet() {
    run("fit", file(), "--output", results());
    assertTrue(shown().contains("rmse hare            0.250000"), shown());
    out.reset();
    run("fit", file(), "--output", results(), "--quiet");
    assertEquals("", shown() + errors());
  }

  @Test
  void aFitThatGivesUpWritesWhatItHas() throws IOException {
    ending = Ending.gaveUp("diverged", "the loss is not finite; lower the rate");
    assertEquals(ExitCode.GAVE_UP, run("fit", file(), "--quiet", "--output", results()));
    assertEquals("odeon: the loss is not finite; lower the rate\n", errors());
    assertTrue(Files.readString(Path.of(results(), "fit.json")).contains("\"diverged\""));
  }

  @Test
  void anInterruptedFitWritesWhatItHas() {
    ending = Ending.interrupted("interrupted after step 3; --resume goes on from there");
    assertEquals(ExitCode.INTERRUPTED, run("fit", file(), "--output", results()));
    assertTrue(Files.exists(Path.of(results(), "fit.csv")));
  }

  @Test
  void anOutputThatCannotBeWrittenIsFoundBeforeTheFit() throws IOException {
    Files.writeString(Path.of(results()), "in the way");
    assertEquals(ExitCode.CANNOT_CREATE, run("fit", file(), "--output", results()));
    assertEquals("odeon: cannot create " + results() + ": there is a file in the way\n", errors());
    assertEquals(List.of(), fits);
  }

  @Test
  void aSolutionIsPrintedAsCsvOrJson() {
    assertEquals(ExitCode.DONE, run("solve", file(), "--set", "time={at: [0, 0.5]}"));
    assertEquals("t,x\n0.0,0.0\n0.5,0.5\n", shown());
    out.reset();
    run("solve", file(), "--json");
    assertTrue(
        shown().startsWith("{\"outcome\":\"done\",\"t\":[1900.0,1901.0],\"y\":{\"x\":["), shown());
    assertEquals(List.of(1900.0, 1901.0), solves.get(1).times());
  }

  @Test
  void aSolutionIsWrittenToAFile() throws IOException {
    Path csv = folder.resolve("y.csv");
    run("solve", file(), "--output", csv.toString());
    assertEquals("", shown());
    assertEquals("t,x\n1900.0,1900.0\n1901.0,1901.0\n", Files.readString(csv));
  }

  @Test
  void aSolverThatGivesUpHasItsPartialResultPrinted() {
    ending = Ending.gaveUp("max_steps", "100000 steps were not enough; the equations may be stiff");
    assertEquals(ExitCode.GAVE_UP, run("solve", file(), "--json"));
    assertTrue(shown().startsWith("{\"outcome\":\"max_steps\""), shown());
    assertEquals("odeon: 100000 steps were not enough; the equations may be stiff\n", errors());
  }

  @Test
  void infoSaysWhatAFitFileContains() {
    assertEquals(ExitCode.DONE, run("info", file()));
    assertTrue(shown().contains("parameter a          fitted from 0.5\n"), shown());
    assertTrue(shown().contains("d hare/dt            a * hare\n"), shown());
    assertTrue(shown().contains("data rows            3\n"), shown());
    assertTrue(shown().contains("data times           2 from 1900.0 to 1901.0\n"), shown());
    out.reset();
    run("info", file(), "--json");
    assertTrue(shown().contains("\"state lynx\":\"from 4.0\""), shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | a command is missing; there are fit, solve, info (see odeon --help)",
        "fitt | unknown command 'fitt'; did you mean 'fit'? (see odeon --help)",
        "fit | Missing required parameter: 'FILE' (see odeon fit --help)",
        "fit a b | there is one argument too many: 'b' (see odeon fit --help)",
        "solve a --jsno | unknown option '--jsno'; did you mean '--json'? (see odeon solve --help)",
        "solve a --resume | unknown option '--resume'; known are --set, --device, --json, --quiet, --output,"
            + " -h, --help, -V, --version (see odeon solve --help)"
      })
  void aWrongCommandLineIsOneSentence(String line, String message) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);
    assertEquals(ExitCode.USAGE, run(arguments));
    assertEquals("odeon: " + message + "\n", errors());
    assertEquals("", shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "solver.relTol=-1 | fit.yaml: solver.relTol (from --set): must be a number above zero,"
            + " found '-1'",
        "data.observe.hare=hares | pelts.csv: there is no column 'hares'; did you mean 'hare'?",
        "holdout.last=1 | fit.yaml: holdout.last keeps out 1 of 2 times; the fit needs at least 2",
        "data= | fit.yaml: there is neither a section 'data' nor times, such as time: {from: 0, to:"
            + " 10}"
      })
  void badDataIsOneSentence(String set, String message) {
    assertEquals(ExitCode.BAD_DATA, run("fit", file(), "--set", set));
    assertEquals("odeon: " + message + "\n", errors());
    assertEquals("", shown());
    assertEquals(List.of(), fits);
  }

  @Test
  void aFitNeedsData() {
    assertEquals(
        ExitCode.BAD_DATA, run("fit", file(), "--set", "data=", "--set", "time={from: 0, to: 1}"));
    assertEquals("odeon: fit.yaml: a fit needs the section 'data'\n", errors());
  }

  @Test
  void valuesWithoutLogarithmAreRefusedUnlessValuesAreCompared() throws IOException {
    Files.writeString(folder.resolve("pelts.csv"), "year,hare,lynx\n1,-1,4\n2,3,4\n");
    assertEquals(ExitCode.BAD_DATA, run("fit", file(), "--output", results()));
    assertEquals(
        "odeon: pelts.csv, line 2, column 'hare': -1 has no logarithm; choose loss: {on: value} or"
            + " leave it empty\n",
        errors());
    assertEquals(ExitCode.DONE, run("solve", file()), "a solution compares nothing");
    String[] byValue = {"fit", file(), "--output", results(), "--set", "loss.on=value"};
    assertEquals(ExitCode.DONE, run(byValue));
  }

  @Test
  void aDefectIsNotShownAsAStackTraceUnlessAskedFor() {
    Fitting broken =
        request -> {
          throw new IllegalStateException("wheel came off");
        };
    Solving deep = request -> forever(request, 0);
    Console console = new Console(new PrintStream(out, true), new PrintStream(err, true));
    assertEquals(
        ExitCode.INTERNAL,
        run(broken, deep, console, Map.of(), "fit", file(), "--output", results()));
    assertEquals(
        "odeon: internal error: java.lang.IllegalStateException: wheel came off; ODEON_DEBUG=1"
            + " shows where\n",
        errors());
    err.reset();
    assertEquals(ExitCode.INTERNAL, run(broken, deep, console, Map.of(), "solve", file()));
    assertFalse(errors().contains("\tat "), errors());
    err.reset();
    run(broken, deep, console, Map.of("ODEON_DEBUG", "1"), "fit", file(), "--output", results());
    assertTrue(errors().contains("\tat dev.odeon.cli"), errors());
  }

  private static SolveReport forever(SolveRequest request, int depth) {
    return depth < 0 ? forever(request, 1) : forever(request, depth + 1);
  }

  @Test
  void aStandardOutputThatIsFullIsAWriteError() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertEquals(
        ExitCode.WRITE_FAILED, run(Map.of(), new PrintStream(full, true), "solve", file()));
    assertEquals("odeon: cannot write standard output: full or closed\n", errors());
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    assertEquals(ExitCode.DONE, run("--help"));
    assertTrue(shown().contains("fit ") && shown().contains("solve "), shown());
    out.reset();
    assertEquals(ExitCode.DONE, run("fit", "--help"));
    assertTrue(shown().contains("--resume") && shown().contains("key=value"), shown());
    out.reset();
    assertEquals(ExitCode.DONE, run("--version"));
    assertTrue(shown().startsWith("odeon "), shown());
    assertEquals("", errors());
  }
}
