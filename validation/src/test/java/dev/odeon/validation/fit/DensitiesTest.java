package dev.odeon.validation.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.examples.Densities;
import dev.odeon.examples.PlaneDensity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The densities of `docs/flows.md`.
final class DensitiesTest {
  @ParameterizedTest
  @EnumSource
  void theExactDensityIntegratesToOneAndFitsItsSamples(PlaneDensity density) {
    double step = 0.0625;
    double[] seen = new double[4];
    double[] mass = new double[4];
    for (double x = -5 + step / 2; x < 5; x += step) {
      for (double y = -5 + step / 2; y < 5; y += step) {
        mass[quarter(x, y)] += density.density(x, y) * step * step;
      }
    }
    int count = 20_000;
    double[] samples = density.sample(count, 1);
    for (int i = 0; i < count; i++) {
      seen[quarter(samples[i], samples[count + i])] += 1.0 / count;
    }
    double total = 0;
    for (int i = 0; i < 4; i++) {
      assertEquals(mass[i], seen[i], 0.015, "part of the samples in quarter " + i);
      total += mass[i];
    }
    assertEquals(1, total, 1e-9, "mass");
  }

  private static int quarter(double x, double y) {
    return (x > 0.25 ? 1 : 0) + (y > 0.25 ? 2 : 0);
  }

  @Tag("nightly")
  @ParameterizedTest
  @CsvSource({"TWO_MOONS, 0.06", "RINGS, 0.15", "CHECKERBOARD, 0.25"})
  void aTrainedFlowComesNearTheExactDensity(PlaneDensity density, double limit) {
    double excess = Densities.excess(density, 1000, 0);
    assertTrue(excess < limit, "excess of the negative log-likelihood is " + excess);
    assertTrue(excess > -0.02, "better than the exact density by " + -excess);
  }
}
