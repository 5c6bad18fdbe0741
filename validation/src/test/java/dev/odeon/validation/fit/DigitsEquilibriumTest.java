package dev.odeon.validation.fit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.examples.DigitsEquilibrium;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The last table of `docs/equilibria.md`, and a short training.
final class DigitsEquilibriumTest {
  private static final Path FILE =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .resolveSibling("examples/digits/digits.csv.gz");

  @Test
  void aShortTrainingTellsManyDigits() throws IOException {
    double accuracy = DigitsEquilibrium.heldOutAccuracy(FILE, 60, 0);
    assertTrue(accuracy > 0.6, "held-out accuracy after 60 steps is " + accuracy);
  }

  @Test
  @Tag("nightly")
  void aWholeTrainingTellsMostDigits() throws IOException {
    double accuracy = DigitsEquilibrium.heldOutAccuracy(FILE, 800, 0);
    assertTrue(accuracy > 0.95, "held-out accuracy after 800 steps is " + accuracy);
  }
}
