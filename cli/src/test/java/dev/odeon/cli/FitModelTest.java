package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Models whose parameters are known, fitted to their own solutions.
class FitModelTest {
  private static final String DECAY =
      """
      data: {file: data.csv, time: t, observe: {x: x}}
      states: {x: 1}
      parameters: {k: 0.7}
      equations: {x: -k*x}
      solver: {relTol: 1e-9, absTol: 1e-12}
      optimize: [levenberg_marquardt]
      """;

  @TempDir Path folder;

  /// The solution exp(-t) at 0, 0.1, ..., 1.
  private static String decay() {
    StringBuilder csv = new StringBuilder("t,x\n");
    for (int i = 0; i <= 10; i++) {
      csv.append(i / 10.0).append(',').append(Math.exp(-i / 10.0)).append('\n');
    }
    return csv.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dormand_prince_54", "tsit5"})
  void adaptiveMethodsFindTheRate(String method) throws IOException {
    FitFolder fit = FitFolder.of(folder, DECAY, decay());
    JsonTree json = fit.fit("solver.method=" + method);
    assertEquals(1, json.number("parameters.k"), 1e-9);
    assertTrue(json.number("rmse_all") < 1e-9, json.text("rmse_all"));
  }

  /// A method of fixed step h and order p turns the rate k into a factor a step: the first p + 1
  /// terms of the series of exp(-kh). The fit finds the k for which that is exp(-h).
  @ParameterizedTest
  @CsvSource({"euler, 1", "midpoint, 2", "classical_runge_kutta, 4"})
  void fixedStepMethodsFindTheRateOfTheirOwnSteps(String method, int order) throws IOException {
    FitFolder fit = FitFolder.of(folder, DECAY, decay());
    JsonTree json = fit.fit("solver={method: %s, step: 0.1}".formatted(method));
    double z = -0.1 * json.number("parameters.k");
    double factor = 0;
    double term = 1;
    for (int i = 0; i <= order; i++) {
      factor += term;
      term *= z / (i + 1);
    }
    assertEquals(Math.exp(-0.1), factor, 1e-12, "k = " + json.number("parameters.k"));
  }

  @Test
  void anEpidemicIsFoundFromItsInfectedAndItsComputedStart() throws IOException {
    String model =
        """
        data: {file: data.csv, time: t, observe: {I: I, removed: removed}}
        time: {from: 0, to: 30, points: 16}
        states: {S: N - I0, I: I0}
        parameters: {beta: {start: 0.5, min: 0}, gamma: {start: 0.2, min: 0, max: 1}, I0: {start: 5, min: 0}}
        constants: {N: 1000}
        equations:
          S: -infections
          I: infections - gamma*I
        derived: {infections: beta*S*I/N, removed: N - S - I}
        loss: {kind: mse, on: value}
        solver: {relTol: 1e-8, absTol: 1e-8}
        optimize: [levenberg_marquardt]
        """;
    FitFolder fit = FitFolder.of(folder, model, "t,I,removed\n0,1,1\n1,1,1\n");
    Path truth = folder.resolve("data.csv");
    String[] solve = {
      "solve",
      fit.file(),
      "--output",
      truth.toString(),
      "--set",
      "parameters={beta: 0.62, gamma: 0.17, I0: 3}",
      "--set",
      "data=",
    };
    CommandRun solved = CommandRun.of(solve);
    assertEquals(ExitCode.DONE, solved.exit(), solved.err());
    assertTrue(Files.readString(truth).startsWith("t,S,I,infections,removed\n0.0,997.0,3.0,"));
    JsonTree json = fit.fit();
    assertEquals(0.62, json.number("parameters.beta"), 1e-6);
    assertEquals(0.17, json.number("parameters.gamma"), 1e-6);
    assertEquals(3, json.number("parameters.I0"), 1e-5);
    assertEquals(1000 - json.number("parameters.I0"), json.number("states.S"), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
    "'{start: 1, max: 1.5}', 1.5",
    "'{start: 4, min: 3}', 3",
    "'{start: 1, min: 0.5, max: 1.5}', 1.5",
    "'{start: 4, min: 3, max: 5}', 3",
    "'{start: 1, min: 0, max: 5}', 2"
  })
  void aBoundIsReachedButNotPassed(String parameter, double optimum) throws IOException {
    String model =
        """
        data: {file: data.csv, time: t, observe: {x: x}}
        states: {x: 0}
        parameters: {v: 0}
        equations: {x: v}
        loss: {kind: mse, on: value}
        """;
    FitFolder fit = FitFolder.of(folder, model, "t,x\n0,0\n1,2\n2,4\n");
    JsonTree json = fit.fit("parameters.v=" + parameter, "optimize=[lbfgs]");
    double v = json.number("parameters.v");
    assertEquals(optimum, v, 1e-4, parameter);
    boolean below = parameter.contains("max") && v > optimum && optimum < 2;
    boolean above = parameter.contains("min") && v < optimum && optimum > 2;
    assertFalse(below || above, v + " passes the bound of " + parameter);
  }

  @Test
  void repeatedMeasurementsOfSeveralSubjectsAreFittedTogether() throws IOException {
    StringBuilder csv = new StringBuilder("Subject,time,conc\n");
    for (int subject = 1; subject <= 3; subject++) {
      for (int i = 1; i <= 8; i++) {
        double size = 2 * Math.exp(0.1 * (subject - 2));
        csv.append("%d,%s,%s\n".formatted(subject, i / 2.0, size * Math.exp(-0.4 * i / 2.0)));
      }
    }
    String model =
        """
        data: {file: data.csv, time: time, observe: {c: conc}}
        states: {c: {fit: 1, min: 0}}
        parameters: {k: {start: 0.1, min: 0}}
        equations: {c: -k*c}
        solver: {relTol: 1e-9, absTol: 1e-9}
        optimize: [levenberg_marquardt]
        """;
    FitFolder fit = FitFolder.of(folder, model, csv.toString());
    JsonTree all = fit.fit();
    assertEquals(0.4, all.number("parameters.k"), 1e-7, "the subjects differ by a factor only");
    assertEquals(2 * Math.exp(-0.2), all.number("states.c"), 1e-7, "the value at the first time");
    assertEquals(Math.sqrt(0.02 / 3), all.number("rmse.c"), 1e-7, "factors exp(-0.1), 1, exp(0.1)");
    assertEquals(24 + 1, Files.readAllLines(fit.output().resolve("fit.csv")).size());
    JsonTree third = fit.fit("data.rows={where: Subject == 3}");
    assertEquals(2 * Math.exp(0.1 - 0.2), third.number("states.c"), 1e-7);
    assertTrue(third.number("rmse.c") < 1e-7, third.text("rmse.c"));
  }

  @Test
  void theBestOfSeveralStartsIsKeptAndSeeded() throws IOException {
    String model =
        """
        data: {file: data.csv, time: t, observe: {x: x}}
        states: {x: 0}
        parameters: {w: 2}
        equations: {x: w*cos(w*t)}
        loss: {kind: mse, on: value}
        optimize: [{lbfgs: {steps: 60}}]
        """;
    StringBuilder csv = new StringBuilder("t,x\n");
    for (int i = 0; i <= 20; i++) {
      csv.append(i / 2.0).append(',').append(Math.sin(3 * i / 2.0)).append('\n');
    }
    FitFolder fit = FitFolder.of(folder, model, csv.toString());
    JsonTree one = fit.fit();
    assertTrue(one.number("loss") > 0.1, "one start must end in a wrong minimum: " + one);
    JsonTree several = fit.fit("starts=6");
    assertEquals(3, several.number("parameters.w"), 1e-5, "the best of the starts");
    assertTrue(Files.exists(fit.output().resolve("checkpoint-6.safetensors")), "one for each");
    assertEquals(several.number("loss"), fit.fit("starts=6").number("loss"), "same seed");
  }
}
