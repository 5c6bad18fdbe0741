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

/// `solver.precision: f32` in every command.
class PrecisionTest {
  private static final String DECAY =
      """
      data: {file: data.csv, time: t, observe: {x: x}}
      states: {x: {fit: 1.5}}
      parameters: {k: 0.7}
      equations: {x: -k*x}
      events: [{when: x - 0.2, direction: down, end: true}]
      derived: {twice: 2*x}
      solver: {precision: f32, relTol: 1.0e-5, absTol: 1.0e-5}
      optimize: [{lbfgs: {steps: 60}}]
      """;

  private static final String DATA = "t,x\n0,2\n1,1.213061\n2,0.735759\n";

  @TempDir Path folder;

  private CommandRun run(String command, String... more) throws IOException {
    Files.writeString(folder.resolve("data.csv"), DATA);
    Path file = Files.writeString(folder.resolve("decay.yaml"), DECAY);
    String[] all = new String[2 + more.length];
    all[0] = command;
    all[1] = file.toString();
    System.arraycopy(more, 0, all, 2, more.length);
    return CommandRun.of(all);
  }

  @Test
  void aFitFindsWhatTheDataWereMadeOf() throws IOException {
    CommandRun run = run("fit", "--json", "--set", "output=" + folder.resolve("out"));
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    assertEquals(0.5, run.json().number("parameters.k"), 2e-4);
    assertEquals(2, run.json().number("states.x"), 1e-3);
  }

  @Test
  void aSolutionConsistsOfSingleNumbers() throws IOException {
    CommandRun run = run("solve", "--json");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    double[] x = run.json().numbers("y.x");
    assertEquals(1.5 * Math.exp(-1.4), x[2], 1e-4);
    for (double value : x) {
      assertEquals((float) value, value, "no number of f32");
    }
    assertEquals(2 * x[2], run.json().numbers("y.twice")[2]);
  }

  @Test
  void aSweepConsistsOfSingleNumbers() throws IOException {
    CommandRun run = run("sweep", "--over", "k=0.1:0.6:6", "--last");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    List<String> lines = run.out().lines().skip(1).toList();
    assertEquals(6, lines.size(), run.out());
    for (String line : lines) {
      String[] cells = line.split(",", -1);
      double x = Double.parseDouble(cells[2]);
      assertEquals(1.5 * Math.exp(-2 * Double.parseDouble(cells[0])), x, 1e-4);
      assertEquals((float) x, x, "no number of f32");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "solver.relTol=1e-9 | solver: relTol 1.0E-9 is below 9.5367431640625E-7, eight units in the"
            + " last place of f32, in which the field computes",
        "gradient=gauss | solver.precision f32 needs gradient: discrete",
        "solver.method=bdf | solver.precision f32 does not go with solver.method bdf; it needs one of"
            + " euler, ",
        "solver.precision=single | solver.precision (from --set): unknown value 'single'"
      })
  void whatDoesNotGoWithItIsSaid(String setting, String begin) throws IOException {
    CommandRun run = run("fit", "--set", "output=" + folder.resolve("out"), "--set", setting);
    assertEquals(ExitCode.BAD_DATA, run.exit());
    assertTrue(run.err().startsWith("odeon: decay.yaml: " + begin), run.err());
  }
}
