package dev.odeon.plotting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimationTest {
  @Test
  void leavesShortSeriesAlone() {
    Series series = walk(Decimation.LIMIT, 1);
    assertSame(series, Decimation.alongX(series, Decimation.LIMIT));
    assertSame(series, Decimation.alongPath(series, Decimation.LIMIT));
  }

  @Test
  void keepsSpikesOnePointWide() {
    double[] y = new double[1_000_003];
    y[123_456] = 7;
    y[654_321] = -5;
    double[] thin = Decimation.alongX(Series.ofSteps("spikes", y), 100).ys();
    assertEquals(7, Arrays.stream(thin).max().orElseThrow());
    assertEquals(-5, Arrays.stream(thin).min().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 102, 199, 200, 201, 1000, 12_345, 100_000})
  void keepsEndsOrderLimitAndExtremesInY(int points) {
    Series series = walk(points, points);
    Series thin = Decimation.alongX(series, 100);
    assertTrue(thin.size() <= 100, () -> thin + " exceeds the limit");
    assertEquals(series.x(0), thin.x(0));
    assertEquals(series.x(points - 1), thin.x(thin.size() - 1));
    for (int i = 1; i < thin.size(); i++) {
      assertTrue(thin.x(i) > thin.x(i - 1), "order of x broken at thinned point " + i);
    }
    assertEquals(Arrays.stream(series.ys()).min(), Arrays.stream(thin.ys()).min());
    assertEquals(Arrays.stream(series.ys()).max(), Arrays.stream(thin.ys()).max());
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 333, 5000})
  void pathsKeepExtremesInBothCoordinatesAndTheirOrder(int points) {
    double[] x = new double[points];
    double[] y = new double[points];
    for (int i = 0; i < points; i++) {
      double t = 20.0 * i / points;
      x[i] = Math.exp(-0.1 * t) * Math.cos(t);
      y[i] = Math.exp(-0.1 * t) * Math.sin(t);
    }
    Series thin = Decimation.alongPath(Series.of("spiral", x, y), 100);
    assertTrue(thin.size() <= 100, () -> thin + " exceeds the limit");
    assertEquals(Arrays.stream(x).min(), Arrays.stream(thin.xs()).min());
    assertEquals(Arrays.stream(x).max(), Arrays.stream(thin.xs()).max());
    assertEquals(Arrays.stream(y).min(), Arrays.stream(thin.ys()).min());
    assertEquals(Arrays.stream(y).max(), Arrays.stream(thin.ys()).max());
    int at = -1;
    for (int i = 0; i < thin.size(); i++) {
      double wanted = thin.x(i);
      int from = at + 1;
      at = IntStream.range(from, points).filter(k -> x[k] == wanted).findFirst().orElse(-1);
      assertTrue(at >= from, "thinned point " + i + " is not a later point of the path");
    }
  }

  @Test
  void keepsGapsBetweenPieces() {
    double[] y = new double[10_000];
    Arrays.fill(y, 4000, 4010, Double.NaN);
    Arrays.fill(y, 8000, 8001, Double.POSITIVE_INFINITY);
    Series thin = Decimation.alongX(Series.ofSteps("pieces", y), 100);
    long gaps = Arrays.stream(thin.ys()).filter(Double::isNaN).count();
    assertEquals(2, gaps, "each hole lies within one bucket here and needs one gap");
    assertTrue(Arrays.stream(thin.ys()).noneMatch(Double::isInfinite));
  }

  @Test
  void refusesLimitsBelowOneBucket() {
    Series series = walk(1000, 1);
    assertThrows(IllegalArgumentException.class, () -> Decimation.alongX(series, 4));
    assertThrows(IllegalArgumentException.class, () -> Decimation.alongPath(series, 6));
    assertTrue(Decimation.alongX(series, 5).size() <= 5);
    assertTrue(Decimation.alongPath(series, 7).size() <= 7);
  }

  private static Series walk(int points, long seed) {
    Random random = new Random(seed);
    double[] y = new double[points];
    for (int i = 1; i < points; i++) {
      y[i] = y[i - 1] + random.nextGaussian();
    }
    return Series.ofSteps("walk", y);
  }
}
