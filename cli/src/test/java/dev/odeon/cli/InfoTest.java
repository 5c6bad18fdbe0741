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

class InfoTest {
  private static final Path FILE = FitFolder.EXAMPLES.resolve("lynx-hare/neural.yaml");

  @TempDir Path folder;

  @Test
  void aFitFileIsDescribed() {
    CommandRun run = CommandRun.of("info", FILE.toString(), "--json");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    JsonTree json = run.json();
    assertEquals("fitted from 30.0, between 1.0 and 100.0", json.text("state hare"));
    assertEquals("fitted from 0.5, above 0.0", json.text("parameter a"));
    assertEquals("2 inputs -> 8 tanh -> 2, 42 weights", json.text("network interaction"));
    assertEquals("46", json.text("fitted numbers"));
    assertEquals("21 from 1900.0 to 1920.0", json.text("data times"));
    assertEquals("21", json.text("values of lynx"));
  }

  @Test
  void aModelIsDescribed() {
    CommandRun.of(FitFolder.arguments(FILE, folder, "optimize=[{lbfgs: {steps: 1}}]"));
    CommandRun run = CommandRun.of("info", folder.resolve("model.safetensors").toString());
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    assertTrue(run.out().contains("fit.file             neural.yaml\n"), run.out());
    assertTrue(run.out().contains("tensor interaction.0.weight F64[8x2]\n"), run.out());
    assertTrue(run.out().contains("tensor a             F64[] = 0."), run.out());
  }

  @Test
  void devicesAreDescribedInOneSentenceEach() {
    CommandRun run = CommandRun.of("info", "devices");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    assertTrue(run.out().matches("(?s)cpu +\\d+ processors?\ncuda +CUDA .+\n"), run.out());
  }

  @Test
  void theKernelOfASolveIsPrintedWithWhatTheAssemblerMakesOfIt() {
    String file = FitFolder.EXAMPLES.resolve("lynx-hare/fit.yaml").toString();
    CommandRun run = CommandRun.of("info", file, "--ptx");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    List<String> lines = run.out().lines().toList();
    for (int i = 0; i < 3; i++) {
      String line = lines.get(i);
      assertTrue(
          line.matches("// sm_[789]0: \\d+ registers a thread, 0 bytes spilled, \\d+ bytes of .*"),
          line);
    }
    assertEquals(".version 7.0", lines.get(3));
    assertTrue(run.out().contains(".visible .entry equations_trajectories("), "its entry");
    assertEquals(run.out(), CommandRun.of("info", file, "--ptx", "--json").json().text("ptx"));
    assertTrue(
        CommandRun.of("info", file, "--ptx", "--set=solver.method=rodas5p")
            .out()
            .contains("div.rn.f64"),
        "another method, with its factorisation");
  }

  @Test
  void aSolveThatIsNoKernelSaysWhy() {
    String file = FitFolder.EXAMPLES.resolve("lynx-hare/fit.yaml").toString();
    CommandRun hipparchus =
        CommandRun.of("info", file, "--ptx", "--set=solver.method=gragg_bulirsch_stoer");
    assertEquals(
        "odeon: fit.yaml: there is no kernel of this solve: solver.method gragg_bulirsch_stoer runs"
            + " on the CPU only\n",
        hipparchus.err());
    assertEquals(ExitCode.BAD_DATA, hipparchus.exit());
  }

  @Test
  void whatIsThereNotOrNoModelIsNamed() throws IOException {
    String missing = folder.resolve("none.safetensors").toString();
    CommandRun none = CommandRun.of("info", missing);
    assertEquals("odeon: cannot read '" + missing + "': there is no such file\n", none.err());
    assertEquals(ExitCode.BAD_DATA, none.exit());
    Path noise = Files.writeString(folder.resolve("noise.safetensors"), "no tensors in here");
    CommandRun damaged = CommandRun.of("info", noise.toString());
    assertEquals(ExitCode.BAD_DATA, damaged.exit());
    assertTrue(damaged.err().startsWith("odeon: cannot read '" + noise + "': "), damaged.err());
    assertEquals(1, damaged.err().lines().count(), damaged.err());
    CommandRun directory = CommandRun.of("info", folder.toString());
    assertEquals(
        "odeon: cannot read the fit file " + folder + ": it is a folder\n", directory.err());
  }

  @Test
  void helpNamesTheExitStatusAndWhatEachCommandTakes() {
    assertTrue(CommandRun.of("--help").out().contains("130 interrupted"), "the exit status");
    assertTrue(CommandRun.of("info", "--help").out().contains("the word devices"), "its subjects");
    assertTrue(CommandRun.of("fit", "--help").out().contains("--resume "), "its options");
  }
}
