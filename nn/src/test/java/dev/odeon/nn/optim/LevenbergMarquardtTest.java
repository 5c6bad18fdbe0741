package dev.odeon.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevenbergMarquardtTest {
  /// Misra1a of the NIST statistical reference datasets: y = b₁(1 − e^(−b₂x)).
  private static final double[] X = {
    77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0
  };

  private static final double[] Y = {
    10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78
  };

  private record Misra1a() implements Residuals {
    @Override
    public int count() {
      return X.length;
    }

    @Override
    public void evaluate(double[] b, double[] r, double[][] jacobian) {
      for (int i = 0; i < X.length; i++) {
        double e = Math.exp(-b[1] * X[i]);
        r[i] = b[0] * (1 - e) - Y[i];
        jacobian[i][0] = 1 - e;
        jacobian[i][1] = b[0] * X[i] * e;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"500, 0.0001", "250, 0.0005"})
  void findsTheCertifiedValues(double b1, double b2) {
    Minimum minimum = new LevenbergMarquardt(200).minimize(new Misra1a(), new double[] {b1, b2});
    assertEquals(2.3894212918E+02, minimum.point()[0], 2e-8 * 238, minimum.toString());
    assertEquals(5.5015643181E-04, minimum.point()[1], 2e-8 * 5.5e-4, minimum.toString());
    assertEquals(1.2455138894E-01, minimum.value(), 1e-11, minimum.toString());
    assertTrue(minimum.termination().converged(), minimum.toString());
  }

  @Test
  void tolerancesBeyondRoundingStillConverge() {
    Minimum minimum =
        new LevenbergMarquardt(500, 1e-300).minimize(new Misra1a(), new double[] {250, 0.0005});
    assertTrue(minimum.termination().converged(), minimum.toString());
    assertEquals(1.2455138894E-01, minimum.value(), 1e-11);
  }

  @Test
  void regionsThatCannotBeEvaluatedAreSteppedBackFrom() {
    int[] refused = {0};
    Residuals root =
        residuals(
            (p, jacobian) -> {
              if (p[0] <= 0) {
                refused[0]++;
              }
              jacobian[0] = 1 / p[0];
              return p[0] > 0 ? Math.log(p[0]) + 3 : Double.NaN;
            });
    Minimum minimum = new LevenbergMarquardt(100).minimize(root, new double[] {5});
    assertEquals(Math.exp(-3), minimum.point()[0], 1e-9, minimum.toString());
    assertTrue(refused[0] > 0, "the region was never entered, the test shows nothing");
  }

  @Test
  void endsAreNamed() {
    double[] start = {500, 0.0001};
    assertEquals(
        Termination.MAX_ITERATIONS,
        new LevenbergMarquardt(1).minimize(new Misra1a(), start).termination());
    Residuals nan = residuals((p, jacobian) -> Double.NaN);
    Minimum none = new LevenbergMarquardt(9).minimize(nan, new double[] {1});
    assertEquals(Termination.START_NOT_FINITE, none.termination());
    assertArrayEquals(new double[] {1}, none.point());
    Minimum cancelled = new LevenbergMarquardt(9).minimize(new Misra1a(), start, () -> true);
    assertEquals(Termination.CANCELLED, cancelled.termination());
    assertArrayEquals(start, cancelled.point());
  }

  @Test
  void badSettingsAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> new LevenbergMarquardt(0));
    assertThrows(IllegalArgumentException.class, () -> new LevenbergMarquardt(1, 0));
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new LevenbergMarquardt(1).minimize(new Misra1a(), new double[0]))
                .getMessage());
    assertEquals("number of parameters 0 is not at least 1", message);
  }

  @FunctionalInterface
  private interface One {
    double residual(double[] p, double[] jacobian);
  }

  private static Residuals residuals(One one) {
    return new Residuals() {
      @Override
      public int count() {
        return 1;
      }

      @Override
      public void evaluate(double[] p, double[] r, double[][] jacobian) {
        r[0] = one.residual(p, jacobian[0]);
      }
    };
  }
}
