package dev.odeon.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  @ParameterizedTest
  @CsvSource({
    "/dev/pts/3, true",
    "/dev/tty1, true",
    "/dev/console, true",
    "/dev/null, false",
    "pipe:[1234], false",
    "/home/user/log.txt, false"
  })
  void aTerminalIsKnownByItsDevice(String device, boolean terminal) {
    assertEquals(terminal, StandardError.isTerminal(device), device);
  }

  @Test
  void aBarShowsStageStepsAndLoss() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Progress progress = new ProgressOnTerminal(new PrintStream(bytes, true))) {
      progress.stage("adam", 10);
      progress.step(10, 0.123456);
      progress.stage("lbfgs", 200);
      progress.step(40, 1e-9);
    }
    String shown = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(shown.contains("adam") && shown.contains("10/10"), shown);
    assertTrue(shown.contains("lbfgs") && shown.contains("40/200"), shown);
    assertTrue(shown.contains("loss"), shown);
  }
}
