package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import dev.odeon.nn.params.SafetensorsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fits whose solver or loss cannot go on: exit code 75, one sentence, the best values on disk.
class DivergedFitTest {
  private static final Path FILE = FitFolder.EXAMPLES.resolve("lynx-hare/fit.yaml");

  @TempDir Path folder;

  private CommandRun run(String... settings) {
    return CommandRun.of(FitFolder.arguments(FILE, folder, settings));
  }

  private double stored(String name) throws IOException {
    return SafetensorsReader.read(folder.resolve("model.safetensors"))
        .tensors()
        .get(name)
        .toDoubles()[0];
  }

  @Test
  void aFieldOutsideItsDomainIsNamedAndTheStartValuesKept() throws IOException {
    CommandRun run = run("equations.hare=log(-hare)");
    assertEquals(ExitCode.GAVE_UP, run.exit());
    assertEquals(
        "odeon: the loss cannot be evaluated at the start values: the solver gave up: the state"
            + " 'hare' or its derivative is NaN or infinite just after t = 1900.0; check the domain"
            + " of the functions in the field (log, sqrt, division) and the parameters there; choose"
            + " other start values\n",
        run.err());
    assertEquals("diverged", run.json().text("outcome"));
    assertTrue(Double.isNaN(run.json().number("loss")), "null in JSON");
    assertEquals(30, stored("initial.hare"));
    assertEquals(run.out(), Files.readString(folder.resolve("fit.json")));
  }

  @Test
  void aBlowUpIsNamedWithItsTime() {
    CommandRun run = run("equations.hare=hare^2");
    assertEquals(ExitCode.GAVE_UP, run.exit());
    assertTrue(
        run.err().contains("the solver gave up: step size ")
            && run.err().contains(" at t = 1900.03"),
        run.err());
  }

  @Test
  void aNegativeStateUnderALogarithmOfTheLossIsADivergence() {
    CommandRun run = run("equations.hare=-100");
    assertEquals(ExitCode.GAVE_UP, run.exit());
    assertEquals(
        "odeon: the loss cannot be evaluated at the start values: the loss or its gradient is NaN"
            + " or infinite; choose other start values\n",
        run.err());
    assertTrue(Double.isNaN(run.json().number("rmse.hare")), run.out());
  }

  @Test
  void hugeRatesKeepTheBestValues() throws IOException {
    CommandRun run = run("optimize=[{adam: {rate: 1e30, steps: 50}}]");
    assertEquals(ExitCode.GAVE_UP, run.exit());
    assertTrue(
        run.err().startsWith("odeon: the fit diverged at step 1, at lower rates too: the solver"),
        run.err());
    assertTrue(
        run.err().endsWith("; the best values so far are kept, lower the rate in 'optimize'\n"),
        run.err());
    assertEquals(0.5, stored("a"), "the start is the best");
    assertTrue(Double.isFinite(run.json().number("rmse_all")), run.out());
    assertTrue(Files.exists(folder.resolve("checkpoint.safetensors")), "the checkpoint");
  }

  @Test
  void ratesThatAreTooLargeAreHalvedUntilTheFitGoesOn() {
    CommandRun run = run("optimize=[{adam: {rate: 8, steps: 30}}]");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    double start = run("optimize=[{adam: {rate: 1e-300, steps: 1}}]").json().number("loss");
    assertTrue(run.json().number("loss") <= start, "the best is never worse than the start");
  }

  @Test
  void laterDivergenceKeepsWhatWasReached() throws IOException {
    String good = "{adam: {rate: 0.02, steps: 40}}";
    CommandRun reached = run("optimize=[%s]".formatted(good));
    CommandRun run = run("optimize=[%s, {adam: {rate: 1e30, steps: 5}}]".formatted(good));
    assertEquals(ExitCode.GAVE_UP, run.exit());
    assertTrue(run.err().startsWith("odeon: the fit diverged at step 41, "), run.err());
    assertEquals(reached.json().text("loss"), run.json().text("loss"));
    assertEquals(reached.json().number("parameters.a"), stored("a"));
  }

  @Test
  void picturesOfAnEarlierFitDoNotOutliveADivergence() {
    run("optimize=[{adam: {rate: 0.02, steps: 2}}]");
    assertTrue(Files.exists(folder.resolve("phase.png")), "drawn by the first fit");
    run("equations.hare=log(-hare)");
    for (String name : new String[] {"trajectories.png", "phase.png", "loss.png"}) {
      assertFalse(Files.exists(folder.resolve(name)), name + " shows an older fit");
    }
  }
}
