package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bad input and demands that cannot be met: one sentence that names the culprit and its value, the
/// documented exit code, nothing on standard output, no model on disk.
class RefusalTest {
  private static final String MODEL =
      """
      data: {file: data.csv, time: t, observe: {x: x}}
      states: {x: {fit: 1}}
      parameters: {k: 0.5}
      networks:
        net: {inputs: 1, layers: [2 tanh, 1]}
      equations:
        x: -k*x
      optimize: [levenberg_marquardt]
      """;

  private static final String DATA = "t,x\n0,1\n1,0.6\n2,0.35\n";

  @TempDir Path folder;
  private FitFolder fit = new FitFolder(Path.of("."));

  @BeforeEach
  void write() throws IOException {
    fit = FitFolder.of(folder, MODEL, DATA);
  }

  private void assertRefused(ExitCode exit, String sentence, CommandRun run) {
    assertEquals("odeon: " + sentence + "\n", run.err());
    assertEquals(exit, run.exit());
    assertEquals("", run.out());
    assertFalse(Files.exists(fit.output().resolve("model.safetensors")), "nothing was fitted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data.observe.x=y | data.csv: there is no column 'y'; known are t, x",
        "data.time=time | data.csv: there is no column 'time'; known are t, x",
        "data.file=none.csv | cannot read the data file FOLDER/none.csv: there is no such file",
        "data.rows={where: z == 1} | data.csv: there is no column 'z'; known are t, x",
        "data.rows={where: t > 9} | data.csv: no row has t > 9",
        "solvr={} | fit.yaml: unknown key 'solvr' (from --set); did you mean 'solver'?",
        "solver.abstol=1 | fit.yaml: unknown key 'abstol' in 'solver' (from --set); did you mean"
            + " 'absTol'?",
        "equations.x=-k*z | fit.yaml: equation 'x' (from --set, column 4): unknown name 'z';"
            + " known are x, k, t",
        "`equations.x='net(x, k)'` | fit.yaml: equation 'x' (from --set, column 1): network 'net' takes"
            + " 1 input, 2 were given",
        "solver.absTol=-1e-6 | fit.yaml: solver.absTol (from --set): must be a number above zero,"
            + " found '-1e-6'",
        "time={from: 2, to: 2} | fit.yaml: time.to (from --set): the time range is empty: from and to"
            + " are both 2.0",
        "data.rows={where: t == 1} | data.csv: the time range is empty: every row has the time 1.0",
        "holdout.last=2 | fit.yaml: holdout.last keeps out 2 of 3 times; the fit needs at least 2",
        "solver.method=bdf | fit.yaml: gradient: method 'bdf' has no sensitivity Discrete: what a step"
            + " computes depends on more than its beginning and size; take Gauss, Interpolating or"
            + " Quadrature",
        "solver.stops=[1, 1.0000000000000002] | fit.yaml: solver.stops: stops 1.0 and"
            + " 1.0000000000000002 are too close for a step",
        "solver.deadline=3 | fit.yaml: solver.maxEvaluations and solver.deadline are for solve and"
            + " sweep, not for fits",
        "solver.precision=f32 | fit.yaml: optimize: levenberg_marquardt needs solver.precision f64,"
            + " found f32",
        "loss.kind=huber | fit.yaml: optimize: levenberg_marquardt needs loss.kind mse, found huber",
        "parameters.k={start: 0, min: 0} | 'k': the start value 0.0 lies on its bound; choose one"
            + " between min and max",
        "networks={initial: {inputs: 1, layers: [1]}} | fit.yaml: 'initial' in 'networks' (from"
            + " --set): is a reserved name; choose another"
      })
  void aWrongSettingIsNamed(String setting, String sentence) {
    assertRefused(
        ExitCode.BAD_DATA, sentence.replace("FOLDER", folder.toString()), fit.run(setting));
  }

  @Test
  void anAdjointEquationGoesThroughEvents() {
    CommandRun run = fit.run("gradient=gauss", "events=[{at: 1, do: {x: 0.5}}]");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
  }

  @Test
  void aMethodWithoutAGradientIsRefusedInAFit() {
    String begin =
        "odeon: fit.yaml: solver.method adams_moulton has no gradient; a fit needs"
            + " one of euler, midpoint, ";
    CommandRun run = fit.run("solver.method=adams_moulton");
    assertEquals(ExitCode.BAD_DATA, run.exit());
    assertTrue(run.err().startsWith(begin), run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`t,x\n0,1\n1\n2,0.3\n` | data.csv, line 3: the row has 1 cell, the header has 2",
        "`t,x\n0,1\n1,0,6\n2,0.3\n` | data.csv, line 3: the row has 3 cells, the header has 2 (is a"
            + " decimal comma written for '.'?)",
        "`t,x\n0,1\n1,many\n2,0.3\n` | data.csv, line 3, column 'x': 'many' is not a finite number;"
            + " leave the cell empty if the value is missing",
        "`t,x\n0,1\n1,NaN\n2,0.3\n` | data.csv, line 3, column 'x': 'NaN' is not a finite number;"
            + " leave the cell empty if the value is missing",
        "`t,x\n0,1\n,0.6\n2,0.3\n` | data.csv, line 3, column 't': the time is missing",
        "`t,x\n0,1\n1,-0.6\n2,0.3\n` | data.csv, line 3, column 'x': -0.6 has no logarithm; choose"
            + " loss: {on: value} or leave it empty",
        "`t,x\n0,\n1,\n` | data.csv: column 'x' has no values",
        "`` | data.csv: the file is empty; it needs a header line and rows"
      })
  void wrongDataIsNamed(String data, String sentence) throws IOException {
    Files.writeString(folder.resolve("data.csv"), data);
    assertRefused(ExitCode.BAD_DATA, sentence, fit.run());
  }

  @Test
  void dataThatOnlyTheHeldOutTimesHoldAreNamed() throws IOException {
    Files.writeString(folder.resolve("data.csv"), "t,x\n0,\n1,\n2,0.3\n");
    assertRefused(
        ExitCode.BAD_DATA,
        "fit.yaml: holdout.last keeps out all values of 'x'; the fit needs some",
        fit.run("holdout.last=1"));
  }

  @Test
  void aModelWithNothingToFitIsRefused() {
    assertRefused(
        ExitCode.BAD_DATA,
        "fit.yaml: there is nothing to fit: no parameter, no network, no initial value to be fitted",
        fit.run("parameters=", "networks=", "states.x=1", "equations.x=-x"));
  }

  @Test
  void cudaIsRefusedWithItsReason() {
    CommandRun run = fit.run("device=cuda");
    assertEquals(ExitCode.GAVE_UP, run.exit());
    assertTrue(
        run.err()
            .matches(
                "odeon: fit\\.yaml: device: cuda cannot run here: .+; set device: cpu or auto\n"),
        run.err());
    assertEquals(ExitCode.DONE, fit.run("device=auto", "optimize=[lbfgs]").exit());
  }

  @ParameterizedTest
  @CsvSource({"model.safetensors", "checkpoint.safetensors", "fit.json", "fit.csv", "phase.png"})
  void aFolderInTheWayOfAResultIsFoundBeforeTheFit(String name) throws IOException {
    Path inTheWay = Files.createDirectories(fit.output().resolve(name));
    CommandRun run = fit.run();
    assertEquals("odeon: cannot create " + inTheWay + ": it is a folder\n", run.err());
    assertEquals(ExitCode.CANNOT_CREATE, run.exit());
    assertEquals("", run.out());
  }

  @Test
  void anOutputFolderThatCannotBeMadeIsNamed() throws IOException {
    Files.writeString(folder.resolve("out"), "in the way");
    String out = fit.output().toString();
    assertRefused(
        ExitCode.CANNOT_CREATE, "cannot create " + out + ": there is a file in the way", fit.run());
    String below = fit.output().resolve("below").toString();
    CommandRun run = CommandRun.of("fit", fit.file(), "--output", below);
    assertEquals(ExitCode.CANNOT_CREATE, run.exit());
    assertTrue(run.err().startsWith("odeon: cannot create " + below + ": "), run.err());
  }
}
