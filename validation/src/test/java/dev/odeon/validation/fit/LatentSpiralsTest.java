package dev.odeon.validation.fit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.examples.LatentSpirals;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// One seed of the second table of `docs/irregular-times.md`.
@Tag("nightly")
final class LatentSpiralsTest {
  @Test
  void aLatentEquationFillsInAndExtrapolatesSpirals() {
    LatentSpirals.Errors errors = LatentSpirals.heldOutErrors(3000, 2);
    assertTrue(errors.inside() < 0.15, "error at times up to 3 is " + errors.inside());
    assertTrue(errors.beyond() < 0.3, "error at times after 3 is " + errors.beyond());
  }
}
