package dev.odeon.validation.fit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.examples.BouncingBall;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The first half of the table of `docs/bouncing-ball.md`.
final class BouncingBallTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void gravityRadiusAndRestitutionAreFoundThroughThreeBounces(long seed) {
    double error = BouncingBall.error(BouncingBall.fit(0.003, seed));
    assertTrue(error <= 0.01, "seed " + seed + ": largest relative error " + error);
  }
}
