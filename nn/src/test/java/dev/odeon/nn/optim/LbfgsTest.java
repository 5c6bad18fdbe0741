package dev.odeon.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LbfgsTest {
  /// Σ 100(x₂ₖ₊₁ − x₂ₖ²)² + (1 − x₂ₖ)², chained over all neighbours; minimum 0 at ones.
  private static double rosenbrock(double[] x, double[] g) {
    Arrays.fill(g, 0);
    double sum = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double a = x[i + 1] - x[i] * x[i];
      double b = 1 - x[i];
      sum += 100 * a * a + b * b;
      g[i] += -400 * a * x[i] - 2 * b;
      g[i + 1] += 200 * a;
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 20})
  void findsTheMinimumOfRosenbrock(int size) {
    double[] start = new double[size];
    for (int i = 0; i < size; i++) {
      start[i] = i % 2 == 0 ? -1.2 : 1;
    }
    Minimum minimum =
        new Lbfgs(500).withTolerances(1e-12, 0).minimize(LbfgsTest::rosenbrock, start);
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    assertArrayEquals(ones, minimum.point(), 1e-10, minimum.toString());
    assertTrue(minimum.termination().converged(), minimum.toString());
    assertTrue(minimum.iterations() <= (size == 2 ? 45 : 200), minimum.toString());
  }

  @Test
  void aQuadraticTakesAboutAsManyIterationsAsItHasDimensions() {
    int n = 8;
    Objective quadratic =
        (x, g) -> {
          double sum = 0;
          for (int i = 0; i < n; i++) {
            g[i] = (i + 1) * (x[i] - i);
            sum += 0.5 * (i + 1) * (x[i] - i) * (x[i] - i);
          }
          return sum;
        };
    Minimum minimum = new Lbfgs(100).minimize(quadratic, new double[n]);
    assertEquals(Termination.GRADIENT_TOLERANCE, minimum.termination());
    assertTrue(minimum.iterations() <= 2 * n + 4, minimum.toString());
    assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5, 6, 7}, minimum.point(), 1e-8);
  }

  @Test
  void aBadlyScaledProblemIsSolved() {
    // Brown's function: scales 1e6 and 2e-6; minimum 0 at (1e6, 2e-6).
    Objective brown =
        (x, g) -> {
          double a = x[0] - 1e6;
          double b = x[1] - 2e-6;
          double c = x[0] * x[1] - 2;
          g[0] = 2 * a + 2 * c * x[1];
          g[1] = 2 * b + 2 * c * x[0];
          return a * a + b * b + c * c;
        };
    Minimum minimum = new Lbfgs(500).withTolerances(1e-9, 0).minimize(brown, new double[] {1, 1});
    assertEquals(1e6, minimum.point()[0], 1e-4, minimum.toString());
    assertEquals(2e-6, minimum.point()[1], 1e-12, minimum.toString());
  }

  @Test
  void regionsThatCannotBeEvaluatedAreSteppedBackFrom() {
    // -x - log(3 - x) is defined left of 3 only; its minimum is 0 slope at 2.
    List<Double> refused = new ArrayList<>();
    Objective barrier =
        (x, g) -> {
          double t = 3 - x[0];
          if (!(t > 0)) {
            refused.add(x[0]);
            g[0] = Double.NaN;
            return Double.NaN;
          }
          g[0] = -1 + 1 / t;
          return -x[0] - Math.log(t);
        };
    Minimum minimum = new Lbfgs(100).withTolerances(1e-10, 0).minimize(barrier, new double[] {-50});
    assertEquals(2, minimum.point()[0], 1e-9, minimum.toString());
    assertTrue(!refused.isEmpty(), "the region was never entered, the test shows nothing");
  }

  @Test
  void aGradientThatIsNotFiniteCountsAsNotEvaluated() {
    Objective rough =
        (x, g) -> {
          g[0] = x[0] < -1 ? Double.NaN : 2 * x[0];
          return x[0] * x[0];
        };
    Minimum minimum = new Lbfgs(50).minimize(rough, new double[] {100});
    assertEquals(0, minimum.point()[0], 1e-8);
  }

  @Test
  void aMinimumAwayFromZeroIsReachedWithinRounding() {
    Objective offset =
        (x, g) -> {
          double value = rosenbrock(x, g);
          return 1e6 + value;
        };
    Minimum minimum = new Lbfgs(500).withTolerances(0, 0).minimize(offset, new double[] {-1.2, 1});
    assertEquals(1e6, minimum.value(), 1e-9);
    assertTrue(minimum.termination().converged(), minimum.toString());
  }

  @Test
  void endsAreNamed() {
    double[] start = {-1.2, 1};
    assertEquals(
        Termination.MAX_ITERATIONS,
        new Lbfgs(3).minimize(LbfgsTest::rosenbrock, start).termination());
    assertEquals(
        Termination.START_NOT_FINITE,
        new Lbfgs(3).minimize((x, g) -> Double.NaN, start).termination());
    assertEquals(
        Termination.GRADIENT_TOLERANCE,
        new Lbfgs(3).minimize(LbfgsTest::rosenbrock, new double[] {1, 1}).termination());
    Minimum cancelled =
        new Lbfgs(100).minimize(LbfgsTest::rosenbrock, start, IterationListener.NONE, () -> true);
    assertEquals(Termination.CANCELLED, cancelled.termination());
    assertArrayEquals(start, cancelled.point());
  }

  @Test
  void aWrongGradientEndsInAFailedSearchNoWorseThanTheStart() {
    Objective wrong =
        (x, g) -> {
          g[0] = -2 * x[0];
          return x[0] * x[0];
        };
    Minimum minimum = new Lbfgs(100).minimize(wrong, new double[] {3});
    assertEquals(Termination.LINE_SEARCH_FAILED, minimum.termination());
    assertEquals(9, minimum.value());
    assertEquals(3, minimum.point()[0]);
  }

  @Test
  void everyIterationLowersTheValue() {
    List<Double> values = new ArrayList<>();
    new Lbfgs(500)
        .minimize(
            LbfgsTest::rosenbrock,
            new double[] {-1.2, 1, -1.2, 1},
            (iteration, iterate) -> {
              values.add(iterate.value());
              assertEquals(values.size(), iteration);
            },
            () -> false);
    for (int i = 1; i < values.size(); i++) {
      assertTrue(values.get(i) < values.get(i - 1), "iteration " + (i + 1) + " rose");
    }
    assertTrue(values.size() > 10, "only " + values.size() + " iterations");
  }

  @Test
  void storedMemoryContinuesExactly() {
    Lbfgs lbfgs = new Lbfgs(100);
    Iterate a = Iterate.at(LbfgsTest::rosenbrock, new double[] {-1.2, 1, 0.5});
    LbfgsMemory memory = new LbfgsMemory();
    for (int i = 0; i < 14; i++) {
      lbfgs.advance(LbfgsTest::rosenbrock, a, memory);
    }
    Iterate b = a.copy();
    LbfgsMemory restored = LbfgsMemory.of(memory.toState(14));
    for (int i = 0; i < 5; i++) {
      lbfgs.advance(LbfgsTest::rosenbrock, a, memory);
      lbfgs.advance(LbfgsTest::rosenbrock, b, restored);
    }
    assertArrayEquals(a.point(), b.point());
    assertArrayEquals(a.gradient(), b.gradient());
  }

  @Test
  void badSettingsAreNamed() {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> new Lbfgs(0)).getMessage());
    assertEquals("maxIterations 0 is not at least 1", message);
    assertThrows(IllegalArgumentException.class, () -> new Lbfgs(1, 0, 0, 0, .1, .9));
    assertThrows(IllegalArgumentException.class, () -> new Lbfgs(1, 1, -1, 0, .1, .9));
    assertThrows(IllegalArgumentException.class, () -> new Lbfgs(1, 1, 0, Double.NaN, .1, .9));
    assertThrows(IllegalArgumentException.class, () -> new Lbfgs(1, 1, 0, 0, .9, .1));
  }
}
