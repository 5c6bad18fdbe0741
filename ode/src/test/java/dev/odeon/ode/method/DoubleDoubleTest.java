package dev.odeon.ode.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DoubleDoubleTest {
  private static BigDecimal exact(DoubleDouble x) {
    return new BigDecimal(x.high()).add(new BigDecimal(x.low()));
  }

  @Test
  void fractionsAreReadToThirtyTwoDigits() {
    BigDecimal third = BigDecimal.ONE.divide(new BigDecimal(3), MathContext.DECIMAL128);
    DoubleDouble read = DoubleDouble.parse("1/3");
    assertEquals(1.0 / 3, read.high());
    assertEquals(0, exact(read).subtract(third).doubleValue(), 1e-32);
    assertEquals(0, exact(DoubleDouble.inverse(3)).subtract(third).doubleValue(), 1e-32);
    assertEquals(new DoubleDouble(-0.25, 0), DoubleDouble.parse("-.25"));
  }

  /// Sums that cancel are as precise, relative to what is left, as those that don't.
  @Test
  void sumsAndProductsAgreeWithExactOnes() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      DoubleDouble a = random(random);
      DoubleDouble b = random(random);
      if (i % 2 == 0) {
        b = new DoubleDouble(-a.high(), a.low() / 2);
      }
      assertNear(exact(a).add(exact(b)), a.plus(b), "sum " + i);
      assertNear(exact(a).subtract(exact(b)), a.minus(b), "difference " + i);
      assertNear(exact(a).multiply(exact(b)), a.times(b), "product " + i);
    }
  }

  private static DoubleDouble random(Random random) {
    double high = random.nextGaussian() * Math.scalb(1.0, random.nextInt(40) - 20);
    return new DoubleDouble(high, (random.nextDouble() - 0.5) * Math.ulp(high) * 0.99);
  }

  private static void assertNear(BigDecimal expected, DoubleDouble actual, String what) {
    double off = exact(actual).subtract(expected).abs().doubleValue();
    double size = expected.abs().doubleValue();
    assertTrue(off <= 1e-31 * size, what + " is off by " + off + " of " + size);
  }
}
