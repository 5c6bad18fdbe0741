package dev.odeon.validation.fit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.examples.Digits;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of `docs/digits.md`, and a short training.
final class DigitsTest {
  private static final Path FILE =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .resolveSibling("examples/digits/digits.csv.gz");

  @Test
  void aShortTrainingTellsMostDigits() throws IOException {
    double accuracy = Digits.heldOutAccuracy(FILE, 60, 0);
    assertTrue(accuracy > 0.85, "held-out accuracy after 60 steps is " + accuracy);
  }

  @Tag("nightly")
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void trainingTellsNinetySevenOfAHundred(long seed) throws IOException {
    double accuracy = Digits.heldOutAccuracy(FILE, 800, seed);
    assertTrue(accuracy >= 0.97, "held-out accuracy after 800 steps is " + accuracy);
  }
}
