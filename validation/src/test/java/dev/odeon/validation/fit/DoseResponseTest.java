package dev.odeon.validation.fit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.estimate.Estimate;
import dev.odeon.adjoint.estimate.Interval;
import dev.odeon.examples.DoseResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A row of the table of `docs/equilibria.md`.
final class DoseResponseTest {
  @Test
  void steadyStatesTellTheRatesOfACascade() {
    Estimate estimate = DoseResponse.fit(3);
    Map<String, Double> truth = Map.of("a", 2.0, "v", 0.5, "k_on", 0.1, "k_off", 0.2);
    truth.forEach(
        (name, value) -> {
          Interval interval = estimate.interval(name, 0.99);
          assertTrue(
              Math.exp(interval.low()) < value && value < Math.exp(interval.high()),
              name + " = " + value + " lies outside e^" + interval);
          double width = interval.high() - interval.low();
          assertTrue(width < 0.5, name + " is known to a factor of e^" + width + " only");
        });
  }
}
