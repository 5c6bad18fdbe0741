package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `odeon solve` of a rotation, by every method there is.
class SolveMethodTest {
  private static final String ROTATION =
      """
      time: {from: 0, to: 3, points: 7}
      states: {x: 1, y: 0}
      constants: {w: 2}
      equations: {x: -w*y, y: w*x}
      derived: {radius: x^2 + y^2}
      solver: {relTol: 1e-9, absTol: 1e-9}
      """;

  @TempDir Path folder;

  private JsonTree solve(String... settings) throws IOException {
    Path file = Files.writeString(folder.resolve("rotation.yaml"), ROTATION);
    String[] arguments = new String[3 + 2 * settings.length];
    System.arraycopy(new String[] {"solve", file.toString(), "--json"}, 0, arguments, 0, 3);
    for (int i = 0; i < settings.length; i++) {
      arguments[3 + 2 * i] = "--set";
      arguments[4 + 2 * i] = settings[i];
    }
    CommandRun run = CommandRun.of(arguments);
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    return run.json();
  }

  private static void assertRotates(JsonTree json, double tolerance) {
    double[] t = json.numbers("t");
    assertEquals(7, t.length);
    for (int i = 0; i < t.length; i++) {
      assertEquals(Math.cos(2 * t[i]), json.numbers("y.x")[i], tolerance, "x at " + t[i]);
      assertEquals(Math.sin(2 * t[i]), json.numbers("y.y")[i], tolerance, "y at " + t[i]);
      assertEquals(1, json.numbers("y.radius")[i], 4 * tolerance, "radius at " + t[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "dormand_prince_54, 10",
    "tsit5, 10",
    "higham_hall_54, 10",
    "dormand_prince_853, 10",
    "gragg_bulirsch_stoer, 10",
    "adams_bashforth, 100",
    "adams_moulton, 10"
  })
  void adaptiveMethodsKeepAFewTolerances(String method, int tolerances) throws IOException {
    JsonTree json = solve("solver.method=" + method);
    assertEquals("success", json.text("outcome"));
    assertTrue(json.number("stats.accepted") > 0, json.text("stats"));
    assertRotates(json, tolerances * 1e-9);
  }

  /// The error of order p after time 3 is about 3 * 2^(p+1) h^p / (p+1)!, less for good methods.
  @ParameterizedTest
  @CsvSource({
    "euler, 1, 6.2",
    "midpoint, 2, 4.1",
    "classical_runge_kutta, 4, 0.81",
    "gill, 4, 0.81",
    "three_eighthes, 4, 0.81",
    "luther, 6, 0.08"
  })
  void fixedStepMethodsHaveTheErrorOfTheirOrder(String method, int order, double constant)
      throws IOException {
    JsonTree json = solve("solver={method: %s, step: 0.01}".formatted(method));
    assertEquals(300, json.number("stats.accepted"), method);
    assertRotates(json, constant * Math.pow(0.01, order) + 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"integral", "pi", "pid", "h211b", "predictive"})
  void everyControllerKeepsAFewTolerances(String controller) throws IOException {
    assertRotates(solve("solver.controller=" + controller, "solver.norm=max"), 1e-8);
  }

  @Test
  void stepsKeepTheLimitsOfTheFile() throws IOException {
    double loose = solve("solver.relTol=1e-2", "solver.absTol=1e-2").number("stats.accepted");
    JsonTree limited = solve("solver.relTol=1e-2", "solver.absTol=1e-2", "solver.maxStep=0.01");
    assertTrue(loose < 60, "steps without a limit: " + loose);
    assertTrue(limited.number("stats.accepted") >= 300, limited.text("stats"));
    assertRotates(limited, 1e-8);
  }

  @Test
  void aStepBelowTheLeastIsToldWithTheLimit() throws IOException {
    Path file = Files.writeString(folder.resolve("f.yaml"), ROTATION);
    CommandRun run = CommandRun.of("solve", file.toString(), "--set", "solver.minStep=2");
    assertEquals(ExitCode.GAVE_UP, run.exit(), run.err());
    assertTrue(run.err().contains("is below minStep 2.0"), run.err());
  }

  @Test
  void statesMayHaveTheirOwnTolerance() throws IOException {
    double both = solve("solver.relTol=1e-14").number("stats.accepted");
    double one =
        solve("solver.relTol=1e-14", "solver.absTol={x: 1e-12, y: 1e-9}").number("stats.accepted");
    assertTrue(one > 2 * both, "steps: " + one + " where x is to be better, else " + both);
  }

  @Test
  void timesMayRunBackwards() throws IOException {
    JsonTree json = solve("time={at: [0, -0.5, -1, -1.5, -2, -2.5, -3]}");
    assertRotates(json, 1e-8);
    assertEquals(-3, json.numbers("t")[6]);
  }

  @Test
  void aSolutionThatBlowsUpIsKeptUpToThere() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("f.yaml"),
            "time: {from: 0, to: 2, points: 4}\nstates: {x: 1}\nequations: {x: x^2}\n");
    CommandRun run = CommandRun.of("solve", file.toString(), "--json");
    assertEquals(ExitCode.GAVE_UP, run.exit(), run.err());
    assertEquals("step_underflow", run.json().text("outcome"));
    assertEquals(2, run.json().numbers("t").length, "0 and 2/3 lie before the pole at 1");
    assertEquals(3, run.json().numbers("y.x")[1], 1e-4);
    assertTrue(run.err().startsWith("odeon: the solver gave up: step size "), run.err());
  }

  @Test
  void aStateOutsideItsFunctionsDomainIsNamed() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("f.yaml"),
            "time: {from: 0, to: 2}\nstates: {a: 1, b: 1}\nequations: {a: 1, b: log(-a)}\n");
    CommandRun run = CommandRun.of("solve", file.toString());
    assertEquals(ExitCode.GAVE_UP, run.exit(), run.err());
    assertEquals(
        "odeon: the solver gave up: the state 'b' or its derivative is NaN or infinite just after"
            + " t = 0.0; check the domain of the functions in the field (log, sqrt, division) and"
            + " the parameters there\n",
        run.err());
    assertEquals("t,a,b\n0.0,1.0,1.0\n", run.out());
  }

  @Test
  void tooManyStepsAreRefusedOrCounted() throws IOException {
    Path file = Files.writeString(folder.resolve("f.yaml"), ROTATION);
    CommandRun run =
        CommandRun.of("solve", file.toString(), "--set", "solver.maxSteps=7", "--json");
    assertEquals(ExitCode.GAVE_UP, run.exit(), run.err());
    assertEquals("max_steps", run.json().text("outcome"));
    assertTrue(run.err().contains("after the limit of 7 steps"), run.err());
    CommandRun fixed =
        CommandRun.of(
            "solve", file.toString(), "--set", "solver={method: euler, step: 0.1, maxSteps: 29}");
    assertEquals(ExitCode.BAD_DATA, fixed.exit(), fixed.err());
    assertEquals(
        "odeon: f.yaml: solver.step 0.1 needs 30 steps, more than maxSteps 29\n", fixed.err());
  }
}
