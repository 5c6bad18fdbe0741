package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An interrupted fit keeps its best values and its checkpoint, and goes on as if nothing had
/// happened.
class ResumeTest {
  private static final Path FILE = FitFolder.EXAMPLES.resolve("lynx-hare/fit.yaml");
  private static final String STAGES =
      "optimize=[{adam: {rate: 0.05, steps: 70}}, {lbfgs: {steps: 20}}]";

  @TempDir Path folder;

  private static String[] resumed(String[] arguments) {
    String[] more = Arrays.copyOf(arguments, arguments.length + 1);
    more[arguments.length] = "--resume";
    return more;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 33, 60, 80})
  void aResumedFitEndsInTheSameBits(long step) throws IOException {
    Path whole = folder.resolve("whole");
    CommandRun uninterrupted = CommandRun.of(FitFolder.arguments(FILE, whole, STAGES));
    Path cut = folder.resolve("cut");
    String[] arguments = FitFolder.arguments(FILE, cut, STAGES);

    CommandRun first = CommandRun.interruptedAt(step, arguments);
    assertEquals(ExitCode.INTERRUPTED, first.exit(), first.err());
    assertEquals("interrupted", first.json().text("outcome"));
    assertEquals(
        "odeon: interrupted; the best values so far are kept, --resume goes on from the"
            + " checkpoint\n",
        first.err());
    assertTrue(first.json().number("steps") <= step, "stopped soon: " + first.out());
    assertEquals(first.out(), Files.readString(cut.resolve("fit.json")));
    for (String name : new String[] {"checkpoint.safetensors", "model.safetensors", "fit.csv"}) {
      assertTrue(Files.exists(cut.resolve(name)), name);
    }

    CommandRun second = CommandRun.of(resumed(arguments));
    assertEquals(uninterrupted.exit(), second.exit(), second.err());
    assertEquals(uninterrupted.json().text("loss"), second.json().text("loss"));
    assertEquals(uninterrupted.json().text("steps"), second.json().text("steps"));
    assertArrayEquals(
        Files.readAllBytes(whole.resolve("model.safetensors")),
        Files.readAllBytes(cut.resolve("model.safetensors")));
  }

  @Test
  void anInterruptBetweenStartsIsAnInterrupt() {
    String[] arguments =
        FitFolder.arguments(FILE, folder, "optimize=[{lbfgs: {steps: 5}}]", "starts=3");
    CommandRun run = CommandRun.interruptedAt(9, arguments);
    assertEquals(ExitCode.INTERRUPTED, run.exit(), run.err());
    assertTrue(Files.exists(folder.resolve("checkpoint-2.safetensors")), "in its second start");
    assertFalse(Files.exists(folder.resolve("checkpoint-3.safetensors")), "before its third");
    CommandRun all = CommandRun.of(resumed(arguments));
    assertEquals(ExitCode.DONE, all.exit(), all.err());
    assertTrue(Files.exists(folder.resolve("checkpoint-3.safetensors")), "the third was made up");
  }

  @Test
  void withoutACheckpointThereIsNothingToResume() {
    CommandRun run = CommandRun.of(resumed(FitFolder.arguments(FILE, folder)));
    assertEquals(ExitCode.BAD_DATA, run.exit());
    assertEquals(
        "odeon: --resume: there is no checkpoint '"
            + folder.resolve("checkpoint.safetensors")
            + "'; run without --resume first\n",
        run.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loss.on=value",
        "equations.hare=a*hare - 2*b*hare*lynx",
        "data.rows={where: year < 1912}"
      })
  void aCheckpointOfOtherDataEquationsOrLossIsRefused(String change) {
    CommandRun.interruptedAt(3, FitFolder.arguments(FILE, folder, STAGES));
    CommandRun run = CommandRun.of(resumed(FitFolder.arguments(FILE, folder, STAGES, change)));
    assertEquals(ExitCode.BAD_DATA, run.exit());
    assertTrue(
        run.err().endsWith(": data, equations, loss or solver have changed since\n"), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void aCheckpointOfAnotherModelOrADamagedOneIsRefused() throws IOException {
    CommandRun.interruptedAt(3, FitFolder.arguments(FILE, folder, STAGES));
    String[] other = FitFolder.arguments(FILE, folder, "states.hare=30");
    CommandRun run = CommandRun.of(resumed(other));
    assertEquals(ExitCode.BAD_DATA, run.exit());
    assertTrue(run.err().startsWith("odeon: --resume: " + folder), run.err());
    assertTrue(run.err().contains("initial.hare"), run.err());

    Path checkpoint = folder.resolve("checkpoint.safetensors");
    byte[] bytes = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, Arrays.copyOf(bytes, bytes.length / 2));
    CommandRun half = CommandRun.of(resumed(FitFolder.arguments(FILE, folder, STAGES)));
    assertEquals(ExitCode.BAD_DATA, half.exit());
    assertTrue(half.err().startsWith("odeon: --resume: "), half.err());
    assertEquals(1, half.err().lines().count(), half.err());
  }
}
