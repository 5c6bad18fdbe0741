package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C during a fit in a process of its own.
@DisabledOnOs(OS.WINDOWS)
class InterruptedFitTest {
  private static final Path FILE = FitFolder.EXAMPLES.resolve("lynx-hare/fit.yaml");

  @TempDir Path folder;

  private static String stages(int steps) {
    return "optimize=[{adam: {rate: 0.01, steps: %d}}]".formatted(steps);
  }

  @Test
  @Timeout(120)
  void controlCLeavesCheckpointAndReportAndResumeGoesOn() throws IOException, InterruptedException {
    Path output = folder.resolve("out");
    Process process = start(FitFolder.arguments(FILE, output, stages(1_000_000)));
    try {
      while (!Files.exists(output.resolve("checkpoint.safetensors"))) {
        assertTrue(process.isAlive(), () -> "the fit did not start: " + text("err"));
        Thread.sleep(20);
      }
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the process must end");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(130, process.exitValue(), text("err"));
    assertEquals(
        "odeon: interrupted; the best values so far are kept, --resume goes on from the"
            + " checkpoint\n",
        text("err"));
    JsonTree report = JsonTree.parse(text("out"));
    assertEquals("interrupted", report.text("outcome"));
    assertEquals(text("out"), Files.readString(output.resolve("fit.json")));
    assertTrue(Files.exists(output.resolve("model.safetensors")), "the best values so far");

    int steps = (int) report.number("steps");
    assertTrue(steps >= 50, "a checkpoint is written every 50 steps");
    List<String> resume =
        new ArrayList<>(List.of(FitFolder.arguments(FILE, output, stages(steps + 7))));
    resume.add("--resume");
    CommandRun resumed = CommandRun.of(resume.toArray(String[]::new));
    assertEquals(ExitCode.DONE, resumed.exit(), resumed.err());
    assertEquals(steps + 7, resumed.json().number("steps"));
    assertTrue(resumed.json().number("loss") <= report.number("loss"), "no worse than before");
  }

  private Process start(String[] arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(listening());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out.txt").toFile())
        .redirectError(folder.resolve("err.txt").toFile())
        .start();
  }

  /// A build in the background ignores Ctrl-C and its processes inherit that; GNU's `env` can undo
  /// it.
  private static List<String> listening() throws IOException, InterruptedException {
    List<String> env = List.of("env", "--default-signal=INT");
    List<String> trial = new ArrayList<>(env);
    trial.add("true");
    boolean known = new ProcessBuilder(trial).redirectErrorStream(true).start().waitFor() == 0;
    return known ? env : List.of();
  }

  private String text(String stream) {
    try {
      return Files.readString(folder.resolve(stream + ".txt"));
    } catch (IOException fault) {
      return "(no output)";
    }
  }
}
