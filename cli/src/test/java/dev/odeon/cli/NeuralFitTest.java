package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import dev.odeon.nn.params.SafetensorsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples with networks.
class NeuralFitTest {
  @TempDir Path folder;

  private JsonTree fit(String example, String output, String... settings) {
    Path file = FitFolder.EXAMPLES.resolve(example);
    CommandRun run = CommandRun.of(FitFolder.arguments(file, folder.resolve(output), settings));
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    return run.json();
  }

  @Test
  void theUniversalEquationFitsItsYearsBetterThanLotkaVolterra() throws IOException {
    JsonTree neural = fit("lynx-hare/neural.yaml", "neural");
    JsonTree classic = fit("lynx-hare/fit.yaml", "classic", "holdout.last=0.25");
    assertEquals(0.19017, classic.number("rmse_all"), 1e-5, "the optimum of the first 16 years");
    assertTrue(
        neural.number("rmse_all") < 0.75 * classic.number("rmse_all"),
        neural.number("rmse_all") + " against " + classic.number("rmse_all"));
    // Of the years kept out the geometric mean of the years seen is off by 0.80, as root mean
    // square.
    double held = neural.number("rmse_holdout");
    assertTrue(held > neural.number("rmse_all"), "years not seen cannot be met better: " + held);
    assertTrue(held < 0.55, "hardly better than that mean: " + held);
    assertEquals(
        Set.of(
            "a",
            "g",
            "initial.hare",
            "initial.lynx",
            "interaction.0.weight",
            "interaction.0.bias",
            "interaction.1.weight",
            "interaction.1.bias"),
        SafetensorsReader.read(folder.resolve("neural/model.safetensors")).tensors().keySet());
  }

  @Test
  void theNeuralEquationLearnsTheSpiral() {
    JsonTree json = fit("spiral/spiral.yaml", "spiral");
    double squares = 60 * json.number("loss");
    assertTrue(squares <= 0.01, "sum of squares over the 60 values: " + squares);
    assertEquals(2, json.number("states.x"), "given, not fitted");
    assertTrue(json.at("parameters") instanceof JsonTree none && none.keys().isEmpty());
  }
}
