package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Events, stops and limits of fit files, in all three commands.
class FitFileEventsTest {
  /// A ball that falls from height 5.
  private static final String BALL =
      """
      time: {from: 0, to: 4, points: 9}
      states: {height: 5, speed: 0}
      parameters: {e: 0.8}
      constants: {g: 9.8}
      equations: {height: speed, speed: -g}
      events:
        - {when: height, direction: down, do: {speed: -e*speed}}
      solver: {method: tsit5, relTol: 1e-10, absTol: 1e-10}
      """;

  /// A drug that is eliminated, with two doses on the way.
  private static final String DOSES =
      """
      time: {at: [0, 1, 1.5, 3, 5]}
      states: {amount: 10}
      parameters: {k: 0.5}
      equations: {amount: -k*amount}
      events: [{at: [1.25, 4], do: {amount: amount + 10}}]
      solver: {relTol: 1e-10, absTol: 1e-10}
      """;

  @TempDir Path folder;

  private CommandRun run(String command, String text, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("model.yaml"), text);
    String[] all = new String[2 + more.length];
    all[0] = command;
    all[1] = file.toString();
    System.arraycopy(more, 0, all, 2, more.length);
    return CommandRun.of(all);
  }

  private JsonTree solve(String text, String... more) throws IOException {
    String[] all = Arrays.copyOf(more, more.length + 1);
    all[more.length] = "--json";
    CommandRun run = run("solve", text, all);
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    return run.json();
  }

  private static double height(double t, double e) {
    double time = Math.sqrt(2 * 5 / 9.8);
    if (t < time) {
      return 5 - 4.9 * t * t;
    }
    double speed = 9.8 * time;
    while (true) {
      speed *= e;
      if (t < time + 2 * speed / 9.8) {
        double s = t - time;
        return speed * s - 4.9 * s * s;
      }
      time += 2 * speed / 9.8;
    }
  }

  private static double amount(double t, double k) {
    double amount = 10 * Math.exp(-k * t);
    amount += t > 1.25 ? 10 * Math.exp(-k * (t - 1.25)) : 0;
    return amount + (t > 4 ? 10 * Math.exp(-k * (t - 4)) : 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "dormand_prince_853", "rodas5p", "gragg_bulirsch_stoer"})
  void aBallBounces(String method) throws IOException {
    JsonTree json = solve(BALL, "--set", "solver.method=" + method);
    double[] t = json.numbers("t");
    assertEquals(9, t.length);
    for (int i = 0; i < t.length; i++) {
      assertEquals(height(t[i], 0.8), json.numbers("y.height")[i], 1e-7, "height at " + t[i]);
    }
  }

  private static double[] eventTimes(String json) {
    return Pattern.compile("\"event\":\"event 1\",\"t\":([0-9.E-]+)")
        .matcher(json.replace(" ", "").replace("event1", "event 1"))
        .results()
        .mapToDouble(match -> Double.parseDouble(match.group(1)))
        .toArray();
  }

  @Test
  void whatOccurredIsReported() throws IOException {
    double first = Math.sqrt(2 * 5 / 9.8);
    double[] found = eventTimes(run("solve", BALL, "--json").out());
    assertArrayEquals(new double[] {first, first * 2.6, first * (2.6 + 1.28)}, found, 1e-9);
  }

  @Test
  void statesChangeAtGivenTimes() throws IOException {
    JsonTree json = solve(DOSES);
    double[] t = json.numbers("t");
    for (int i = 0; i < t.length; i++) {
      assertEquals(amount(t[i], 0.5), json.numbers("y.amount")[i], 1e-8, "amount at " + t[i]);
    }
  }

  @Test
  void anEventMayEndTheTrajectory() throws IOException {
    JsonTree json = solve(BALL, "--set", "events=[{when: height, direction: down, end: true}]");
    assertEquals("event", json.text("outcome"));
    assertEquals(3, json.numbers("t").length, "0, 0.5 and 1 come before the ground");
  }

  @Test
  void aSweepBouncesEveryBall() throws IOException {
    CommandRun run = run("sweep", BALL, "--over", "e=0.7:0.9:3");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals(1 + 3 * 9, lines.size());
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      double expected = height(Double.parseDouble(cells[1]), Double.parseDouble(cells[0]));
      assertEquals(expected, Double.parseDouble(cells[2]), 1e-7, line);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"discrete", "forward"})
  void aFitFindsTheRestitution(String gradient) throws IOException {
    StringBuilder data = new StringBuilder("t,h\n");
    for (int i = 0; i <= 24; i++) {
      double t = i / 6.0;
      data.append(String.format(Locale.ROOT, "%.17g,%.17g%n", t, height(t, 0.72)));
    }
    String file =
        "data: {file: data.csv, time: t, observe: {height: h}}\n"
            + BALL.replaceFirst("time: .*\n", "")
            + "optimize: [{levenberg_marquardt: {steps: 50}}]\n";
    JsonTree json =
        FitFolder.of(folder, file, data.toString())
            .fit("gradient=" + gradient, "parameters.e=0.73");
    assertEquals(0.72, json.number("parameters.e"), 1e-7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpolating", "gauss", "quadrature", "backsolve"})
  void anAdjointEquationFitsAMethodWithoutADiscreteGradient(String gradient) throws IOException {
    StringBuilder data = new StringBuilder("t,x\n");
    for (int i = 0; i <= 10; i++) {
      data.append(String.format(Locale.ROOT, "%.17g,%.17g%n", i * 0.3, Math.exp(-0.7 * i * 0.3)));
    }
    String file =
        """
        data: {file: data.csv, time: t, observe: {x: x}}
        states: {x: 1}
        parameters: {k: 0.3}
        equations: {x: -k*x}
        solver: {method: bdf, relTol: 1e-8, absTol: 1e-8}
        optimize: [{lbfgs: {steps: 60}}]
        """;
    JsonTree json = FitFolder.of(folder, file, data.toString()).fit("gradient=" + gradient);
    assertEquals(0.7, json.number("parameters.k"), 1e-5);
  }

  @Test
  void aStopIsMetByAStep() throws IOException {
    String jump =
        """
        time: {at: [0, 1, 2]}
        states: {x: 0}
        equations: {x: "max(0, sign(t - 0.7))"}
        """;
    JsonTree with = solve(jump, "--set", "solver.stops=[0.7]");
    assertEquals(1.3, with.numbers("y.x")[2], 1e-12);
    JsonTree without = solve(jump);
    assertTrue(
        with.number("stats.rejected") < without.number("stats.rejected"),
        "steps rejected with the stop " + with.number("stats.rejected"));
  }

  @Test
  void limitsEndASolve() throws IOException {
    CommandRun few = run("solve", BALL, "--json", "--set", "solver.maxEvaluations=10");
    assertEquals(ExitCode.GAVE_UP, few.exit(), few.err());
    assertEquals("max_evaluations", few.json().text("outcome"));
    CommandRun late = run("solve", BALL, "--json", "--set", "solver.deadline=1e-9");
    assertEquals(ExitCode.GAVE_UP, late.exit(), late.err());
    assertEquals("deadline", late.json().text("outcome"));
  }
}
