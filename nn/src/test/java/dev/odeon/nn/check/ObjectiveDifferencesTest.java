package dev.odeon.nn.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.optim.Objective;
import org.junit.jupiter.api.Test;

class ObjectiveDifferencesTest {
  /// `x^2 y + sin y`; its gradient is not asked for.
  private static final Objective FUNCTION = (x, g) -> x[0] * x[0] * x[1] + Math.sin(x[1]);

  @Test
  void differencesAreThoseOfTheValueAndLeaveThePointAsItIs() {
    double[] at = {1.5, -0.3};
    assertArrayEquals(
        new double[] {2 * 1.5 * -0.3, 1.5 * 1.5 + Math.cos(-0.3)},
        ObjectiveDifferences.of(FUNCTION, at, 1e-5),
        1e-9);
    assertArrayEquals(new double[] {1.5, -0.3}, at);
  }

  @Test
  void aStepThatIsNoneIsNamed() {
    for (double step : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> ObjectiveDifferences.of(FUNCTION, new double[2], step))
              .getMessage();
      assertEquals("step " + step + " is not a finite number above 0", message);
    }
  }
}
