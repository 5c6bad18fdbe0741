package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class InterruptTest {
  @Test
  @Timeout(60)
  void controlCEndsAFitWithItsCheckpointItsReportAndStatus130(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path output = folder.resolve("out");
    Process process = start(folder, output);
    while (!Files.exists(output.resolve("started"))) {
      assertTrue(process.isAlive(), () -> "the fit did not start: " + text(folder, "err"));
      Thread.sleep(20);
    }
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the process must end");
    assertEquals(130, process.exitValue(), text(folder, "err"));
    assertTrue(Files.exists(output.resolve("checkpoint")), "the checkpoint is missing");
    assertTrue(Files.readString(output.resolve("fit.json")).contains("\"interrupted\""));
    assertTrue(text(folder, "out").startsWith("{\"outcome\":\"interrupted\""), "JSON is missing");
    assertTrue(
        text(folder, "err").endsWith("odeon: interrupted; --resume goes on from there\n"),
        text(folder, "err"));
  }

  private static Process start(Path folder, Path output) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path file = Path.of("../examples/lynx-hare/fit.yaml");
    List<String> command =
        List.of(
            java.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            SlowFit.class.getName(),
            "fit",
            file.toString(),
            "--json",
            "--output",
            output.toString());
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out.txt").toFile())
        .redirectError(folder.resolve("err.txt").toFile())
        .start();
  }

  private static String text(Path folder, String stream) {
    try {
      return Files.readString(folder.resolve(stream + ".txt"));
    } catch (IOException fault) {
      return "(no output)";
    }
  }
}
