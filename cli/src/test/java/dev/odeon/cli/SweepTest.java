package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `odeon sweep` of equations with closed forms.
class SweepTest {
  private static final String DECAY =
      """
      time: {from: 0, to: 2, points: 3}
      states: {x: 1, z: x * scale}
      parameters: {k: 1, scale: 2}
      equations: {x: -k*x, z: -z}
      derived: {both: x + k * z}
      solver: {relTol: 1e-9, absTol: 1e-9}
      """;

  @TempDir Path folder;

  private CommandRun sweep(String... arguments) throws IOException {
    return sweepOf(DECAY, arguments);
  }

  private CommandRun sweepOf(String text, String... arguments) throws IOException {
    Path file = Files.writeString(folder.resolve("decay.yaml"), text);
    String[] all = new String[2 + arguments.length];
    all[0] = "sweep";
    all[1] = file.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return CommandRun.of(all);
  }

  @ParameterizedTest
  @CsvSource({"tsit5", "rodas5p", "auto", "hipparchus_853"})
  void everyCombinationHasItsSolution(String method) throws IOException {
    String name = method.equals("hipparchus_853") ? "dormand_prince_853" : method;
    CommandRun run =
        sweep("--over", "k=0.5:1.5:3", "--over", "x=1,2", "--set", "solver.method=" + name);
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals("k,x_0,t,x,z,both,outcome", lines.getFirst());
    assertEquals(1 + 3 * 2 * 3, lines.size());
    int line = 1;
    for (double k : new double[] {0.5, 1, 1.5}) {
      for (double x0 : new double[] {1, 2}) {
        for (double t : new double[] {0, 1, 2}) {
          String[] cells = lines.get(line++).split(",", -1);
          double x = x0 * Math.exp(-k * t);
          double z = 2 * x0 * Math.exp(-t);
          double[] expected = {k, x0, t, x, z, x + k * z};
          for (int i = 0; i < expected.length; i++) {
            assertEquals(
                expected[i], Double.parseDouble(cells[i]), 1e-7, "line " + line + ", cell " + i);
          }
          assertEquals("success", cells[6]);
        }
      }
    }
  }

  @Test
  void onlyTheLastTimeIsWrittenToAFile() throws IOException {
    Path table = folder.resolve("table.csv");
    CommandRun run =
        sweep("--over", "k=0.01:10:4:log", "--last", "--json", "--output", table.toString());
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    assertEquals(4, run.json().number("trajectories"));
    assertEquals(4, run.json().number("outcomes.success"));
    List<String> lines = Files.readAllLines(table);
    assertEquals(5, lines.size());
    double[] k = {0.01, 0.1, 1, 10};
    for (int i = 0; i < 4; i++) {
      String[] cells = lines.get(i + 1).split(",", -1);
      assertEquals(k[i], Double.parseDouble(cells[0]), 1e-12 * k[i]);
      assertEquals(Math.exp(-2 * k[i]), Double.parseDouble(cells[2]), 1e-7);
    }
  }

  /// More trajectories than are solved at a time.
  @Test
  void largeSweepsComeInOrder() throws IOException {
    Path table = folder.resolve("table.csv");
    CommandRun run =
        sweep("--over", "k=0:1:9001", "--last", "--quiet", "--output", table.toString());
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    List<String> lines = Files.readAllLines(table);
    assertEquals(9002, lines.size());
    for (int i : new int[] {0, 4095, 4096, 9000}) {
      String[] cells = lines.get(i + 1).split(",", -1);
      assertEquals(i / 9000.0, Double.parseDouble(cells[0]), 1e-12);
      assertEquals(Math.exp(-2 * i / 9000.0), Double.parseDouble(cells[2]), 1e-7);
    }
  }

  @Test
  void trajectoriesThatFailAreNamedAndTheOthersKept() throws IOException {
    String blowUp =
        """
        time: {from: 0, to: 2, points: 3}
        states: {x: 1}
        parameters: {k: 1}
        equations: {x: k*x^2}
        """;
    CommandRun run = sweepOf(blowUp, "--over", "k=0.1,0.4,0.7");
    assertEquals(ExitCode.GAVE_UP, run.exit());
    assertTrue(run.err().startsWith("odeon: 1 of 3 trajectories did not reach the end"), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals(10, lines.size());
    assertTrue(lines.get(6).endsWith(",success"), lines.get(6));
    String[] last = lines.get(9).split(",", -1);
    assertEquals("", last[2], "the state at a time that was not reached");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "q=1:2:3 | --over q: there is no parameter or state of that name; known are k, scale, x, z",
        "scal=1:2:3 | --over scal: there is no parameter or state of that name; did you mean"
            + " 'scale'?",
        "k | --over k is not of the form name=first:last:count",
        "k=1:2 | --over k=1:2 is not of the form name=first:last:count or"
            + " name=first:last:count:log",
        "k=1:2:1 | --over k=1:2:1 has the count 1, not a whole number from 2 to 10000000",
        "k=1:b:3 | --over k=1:b:3 has 'b' where a number is needed",
        "k=1,NaN | --over k=1,NaN has NaN, which is not finite",
        "k=0:1:3:log | --over k=0:1:3:log has equal ratios between 0.0 and 1.0: both must be above"
            + " zero"
      })
  void aWrongAxisIsNamed(String over, String sentence) throws IOException {
    CommandRun run = sweep("--over", over);
    assertEquals(ExitCode.USAGE, run.exit());
    assertEquals("odeon: " + sentence, run.err().strip());
  }

  @Test
  void anAxisGivenTwiceIsRefused() throws IOException {
    CommandRun run = sweep("--over", "k=1,2", "--over", "k=3,4");
    assertEquals(ExitCode.USAGE, run.exit());
    assertEquals("odeon: --over k is given twice", run.err().strip());
  }
}
