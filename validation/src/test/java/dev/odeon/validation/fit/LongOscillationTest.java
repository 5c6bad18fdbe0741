package dev.odeon.validation.fit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.examples.LongOscillation;
import dev.odeon.examples.LongOscillation.Strategy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The oscillation of `docs/hard-fits.md`, with fewer steps than in its table.
final class LongOscillationTest {
  private static double error(Strategy strategy, int steps) {
    return LongOscillation.error(LongOscillation.fit(strategy, steps, 1));
  }

  @Test
  void shootingGetsPastTheFlatLineWhereAPlainFitStays() {
    double plain = error(Strategy.PLAIN, 60);
    double shooting = error(Strategy.MULTIPLE_SHOOTING, 150);
    assertTrue(plain > 0.5, "a plain fit is expected to be stuck, but its error is " + plain);
    assertTrue(shooting < 0.6 * plain, "error " + shooting + ", plain " + plain);
  }

  @Test
  @Tag("nightly")
  void everyStrategyGetsPastTheFlatLine() {
    double plain = error(Strategy.PLAIN, 600);
    assertTrue(plain > 0.35, "a plain fit is expected to be stuck, but its error is " + plain);
    for (Strategy strategy : Strategy.values()) {
      if (strategy != Strategy.PLAIN) {
        double error = error(strategy, 600);
        assertTrue(error < 0.8 * plain, strategy + ": error " + error + ", plain " + plain);
      }
    }
  }
}
