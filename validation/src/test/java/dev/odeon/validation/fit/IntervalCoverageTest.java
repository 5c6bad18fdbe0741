package dev.odeon.validation.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.examples.IntervalCoverage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The coverage table of `docs/parameter-estimation.md`, with fewer data sets. With 100 sets the
/// share has a standard deviation of 2.2 percent points.
final class IntervalCoverageTest {
  @Test
  void intervalsOfLotkaVolterraHoldTheTruthAsOftenAsTheySay() {
    Map<String, Double> shares = IntervalCoverage.coverage(100, 7);
    assertEquals(6, shares.size());
    shares.forEach(
        (name, share) ->
            assertTrue(share > 0.88, "95 % intervals of " + name + " hold the truth in " + share));
    double mean = shares.values().stream().mapToDouble(x -> x).average().orElseThrow();
    assertTrue(mean > 0.91 && mean < 0.99, "mean share " + mean);
  }
}
