package dev.odeon.nn.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitializerTest {
  private static final Shape WEIGHT = Shape.of(300, 100);
  private static final int COUNT = WEIGHT.size();

  @Test
  void splitMix64HasItsPublishedOutput() {
    // Seed 1234567: the values commonly quoted for the reference implementation.
    SplitMix64 random = new SplitMix64(1234567);
    assertEquals(6457827717110365317L, random.nextLong());
    assertEquals(3203168211198807973L, random.nextLong());
    assertEquals(Long.parseUnsignedLong("9817491932198370423"), random.nextLong());
  }

  @Test
  void fansFollowTheShape() {
    assertEquals(new Fans(2, 50), Fans.of(Shape.of(50, 2)));
    assertEquals(new Fans(1, 7), Fans.of(Shape.of(7)));
    assertEquals(new Fans(1, 1), Fans.of(Shape.SCALAR));
    assertEquals(new Fans(9 * 4, 9 * 8), Fans.of(Shape.of(8, 4, 3, 3)));
  }

  @Test
  void uniformsHaveTheirBoundsAndMoments() {
    checkUniform(new GlorotUniform(), Math.sqrt(6.0 / 400));
    checkUniform(new GlorotUniform(2), 2 * Math.sqrt(6.0 / 400));
    checkUniform(new KaimingUniform(), Math.sqrt(2) * Math.sqrt(3.0 / 100));
    checkUniform(new Uniform(-0.25, 0.25), 0.25);
  }

  @Test
  void normalsHaveTheirMoments() {
    checkMoments(new GlorotNormal(), Math.sqrt(2.0 / 400), 3);
    checkMoments(new KaimingNormal(), Math.sqrt(2) / 10, 3);
    checkMoments(new KaimingNormal(1), 0.1, 3);
    checkMoments(new Normal(2), 2, 3);
  }

  @Test
  void constantsAreConstant() {
    assertArrayEquals(new double[] {3, 3}, values(new Constant(3), Shape.of(2), 1));
    assertArrayEquals(new double[] {0}, values(new Zeros(), Shape.SCALAR, 1));
  }

  @Test
  void sameSeedSameBitsOtherSeedOthers() {
    Initializer initializer = new KaimingNormal();
    assertArrayEquals(values(initializer, WEIGHT, 9), values(initializer, WEIGHT, 9));
    assertNotEquals(values(initializer, WEIGHT, 9)[0], values(initializer, WEIGHT, 10)[0]);
  }

  @Test
  void streamsOfDifferentNamesAreUncorrelated() {
    double[] a = new Normal(1).values(WEIGHT, SplitMix64.stream(7, "0.weight"));
    double[] b = new Normal(1).values(WEIGHT, SplitMix64.stream(7, "1.weight"));
    double product = 0;
    for (int i = 0; i < COUNT; i++) {
      product += a[i] * b[i];
    }
    assertEquals(0, product / COUNT, 4 / Math.sqrt(COUNT), "correlation of two streams");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void badGainIsNamed(double gain) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> new GlorotUniform(gain))
                .getMessage());
    assertTrue(message.contains("gain " + gain), message);
  }

  @Test
  void badRangesAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> new Uniform(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Uniform(Double.NaN, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new Uniform(-Double.MAX_VALUE, Double.MAX_VALUE));
    assertThrows(IllegalArgumentException.class, () -> new Normal(-1));
    assertThrows(IllegalArgumentException.class, () -> new Constant(Double.NaN));
  }

  private static void checkUniform(Initializer initializer, double bound) {
    double[] values = values(initializer, WEIGHT, 3);
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    assertTrue(largest <= bound, initializer + " exceeds its bound: " + largest);
    // The largest of n values falls short of the bound by more than 20/n with probability e^-20.
    assertTrue(largest > bound * (1 - 20.0 / COUNT), initializer + " misses its bound: " + largest);
    checkMoments(initializer, bound / Math.sqrt(3), 1.8);
  }

  /// Mean 0 and variance std^2 within 4 standard errors; `kurtosis` gives the error of the
  /// variance.
  private static void checkMoments(Initializer initializer, double std, double kurtosis) {
    double[] values = values(initializer, WEIGHT, 3);
    double mean = Arrays.stream(values).average().orElseThrow();
    double square = Arrays.stream(values).map(x -> x * x).average().orElseThrow();
    assertEquals(0, mean, 4 * std / Math.sqrt(COUNT), initializer + ": mean");
    double error = std * std * Math.sqrt((kurtosis - 1) / COUNT);
    assertEquals(std * std, square, 4 * error, initializer + ": variance");
  }

  private static double[] values(Initializer initializer, Shape shape, long seed) {
    return initializer.values(shape, new SplitMix64(seed));
  }
}
