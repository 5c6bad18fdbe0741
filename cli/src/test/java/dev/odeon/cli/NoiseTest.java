package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Fit files with a section `noise`: `dx = k x dt + sigma x dW`, and a clock without noise.
class NoiseTest {
  private static final String GROWTH =
      """
      time: {from: 0, to: 1, points: 5}
      states: {x: 2, clock: 0}
      parameters: {k: 0.2, sigma: 0.5, path: 0}
      equations: {x: k*x, clock: 1}
      noise: {x: sigma*x}
      solver: {method: euler_maruyama, step: 0.01}
      seed: 3
      """;

  @TempDir Path folder;

  private CommandRun run(String command, String text, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("growth.yaml"), text);
    List<String> arguments = new ArrayList<>(List.of(command, file.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private double[] solve(String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("--json"));
    all.addAll(List.of(more));
    CommandRun run = run("solve", GROWTH, all.toArray(String[]::new));
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    assertEquals(1, run.json().numbers("y.clock")[4], 1e-12, "a state without noise");
    return run.json().numbers("y.x");
  }

  @Test
  void aSeedIsAPath() throws IOException {
    double[] once = solve();
    assertEquals(once[4], solve()[4]);
    assertNotEquals(once[4], solve("--set", "seed=4")[4]);
    assertNotEquals(2 * Math.exp(0.2), once[4], 0.01);
  }

  @ParameterizedTest
  @CsvSource({"milstein, 0.02", "euler_heun, 0.02", "stratonovich_heun, 0.02"})
  void everyMethodSolvesTheSameProcess(String method, double tolerance) throws IOException {
    double[] ito = solve("--set", "solver.step=0.001");
    double[] other = solve("--set", "solver.step=0.001", "--set", "solver.method=" + method);
    assertEquals(ito[4], other[4], tolerance * ito[4], "of the other process it is 0.13 away");
  }

  @Test
  void aSweepOverANumberThatNobodyReadsDrawsPaths() throws IOException {
    CommandRun run = run("sweep", GROWTH, "--over", "path=1:1000:1000", "--last");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals("path,t,x,clock,outcome", lines.getFirst());
    assertEquals(1001, lines.size());
    double sum = 0;
    for (String line : lines.subList(1, lines.size())) {
      sum += Math.log(Double.parseDouble(line.split(",", -1)[2]) / 2);
    }
    assertEquals(0.2 - 0.125, sum / 1000, 4 * 0.5 / Math.sqrt(1000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "noise.y=1|there is no such state",
        "noise.x=sigme*x|sigme",
        "noise.x=clock|of component 0 depends on component 1",
        "time.to=-1|time must ascend",
        "seed=9007199254740993|growth.yaml: seed 9007199254740993 is not within"
      })
  void whatDoesNotSuitIsRefused(String setting, String message) throws IOException {
    CommandRun run = run("solve", GROWTH, "--set", "solver.method=milstein", "--set", setting);
    assertNotEquals(ExitCode.DONE, run.exit());
    assertTrue(run.err().contains(message), run.err());
    assertEquals(1, run.err().strip().lines().count(), run.err());
  }

  @Test
  void aFitTakesNoNoise() throws IOException {
    Files.writeString(folder.resolve("data.csv"), "t,x\n0,2\n1,3\n");
    String text = GROWTH + "data: {file: data.csv, time: t, observe: {x: x}}\n";
    CommandRun run = run("fit", text, "--output", folder.resolve("out").toString());
    assertTrue(run.err().contains("a fit takes equations without noise"), run.err());
  }

  @Test
  void noiseNeedsAMethodAndAMethodNoise() throws IOException {
    String plain = GROWTH.replace("noise: {x: sigma*x}\n", "");
    assertTrue(run("solve", plain).err().contains("there is no section 'noise'"));
    String tsit5 = GROWTH.replace("{method: euler_maruyama, step: 0.01}", "{method: tsit5}");
    assertTrue(run("solve", tsit5).err().contains("there is a section 'noise'; take one of"));
  }
}
