package dev.odeon.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class LaneLevenbergMarquardtTest {
  private static final LaneLevenbergMarquardt MINIMIZER = new LaneLevenbergMarquardt(100);

  /// Residuals of two parameters, the same function for all lanes.
  private interface Function {
    /// Writes residuals and, behind them, the two columns of the Jacobian.
    void evaluate(double x, double y, double[] r, double[] dx, double[] dy);
  }

  private static LaneResiduals residuals(int count, Function function) {
    return new LaneResiduals() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public int parameters() {
        return 2;
      }

      @Override
      public void evaluate(int[] lanes, double[][] at, double[] out, double[][] jacobian) {
        double[][] columns = new double[3][count];
        for (int k = 0; k < lanes.length; k++) {
          function.evaluate(at[0][k], at[1][k], columns[0], columns[1], columns[2]);
          for (int i = 0; i < count; i++) {
            out[i * lanes.length + k] = columns[0][i];
            jacobian[0][i * lanes.length + k] = columns[1][i];
            jacobian[1][i * lanes.length + k] = columns[2][i];
          }
        }
      }
    };
  }

  /// Rosenbrock (1960): zero at (1, 1), reached along a curved valley.
  private static final LaneResiduals ROSENBROCK =
      residuals(
          2,
          (x, y, r, dx, dy) -> {
            r[0] = 10 * (y - x * x);
            dx[0] = -20 * x;
            dy[0] = 10;
            r[1] = 1 - x;
            dx[1] = -1;
            dy[1] = 0;
          });

  @Test
  void everyStartFindsTheEndOfRosenbrocksValley() {
    double[][] start = {{-1.2, 3, 0, -5, 1}, {1, -7, 0, 30, 1}};
    LaneMinima minima = MINIMIZER.minimize(ROSENBROCK, start, () -> false);
    for (int lane = 0; lane < 5; lane++) {
      assertTrue(minima.termination(lane).converged(), "lane " + lane);
      assertArrayEquals(new double[] {1, 1}, minima.point(lane), 1e-9, "lane " + lane);
    }
    assertEquals(0, minima.iterations(4), "a start at the minimum stays");
    assertArrayEquals(new double[] {-1.2, 3, 0, -5, 1}, start[0], "the start is left as it is");
  }

  /// Jennrich and Sampson (1968): the minimum of the sum of squares is 124.362 at x = y = 0.2578
  /// (Moré, Garbow, Hillstrom, Testing unconstrained optimization software, 1981, problem 6).
  @Test
  void residualsThatStayLargeArePublishedOnes() {
    LaneResiduals jennrichSampson =
        residuals(
            10,
            (x, y, r, dx, dy) -> {
              for (int i = 0; i < 10; i++) {
                int n = i + 1;
                r[i] = 2 + 2 * n - (Math.exp(n * x) + Math.exp(n * y));
                dx[i] = -n * Math.exp(n * x);
                dy[i] = -n * Math.exp(n * y);
              }
            });
    LaneMinima minima =
        MINIMIZER.minimize(jennrichSampson, new double[][] {{0.3}, {0.4}}, () -> false);
    assertEquals(124.362, minima.value(0), 5e-4);
    assertEquals(0.2578, minima.point(0)[0], 5e-5);
    assertEquals(0.2578, minima.point(0)[1], 5e-5);
  }

  /// `r = x + y - 1` twice: the nearest solution in the direction of steepest descent.
  @Test
  void whatTheResidualsDoNotDetermineDoesNotMove() {
    LaneResiduals sum =
        residuals(
            2,
            (x, y, r, dx, dy) -> {
              for (int i = 0; i < 2; i++) {
                r[i] = x + y - 1;
                dx[i] = 1;
                dy[i] = 1;
              }
            });
    LaneMinima minima = MINIMIZER.minimize(sum, new double[][] {{3}, {-5}}, () -> false);
    double[] end = minima.point(0);
    assertEquals(1, end[0] + end[1], 1e-9);
    assertEquals(8, end[0] - end[1], 1e-9, "the difference is that of the start");
    double[] r = minima.factor(0);
    assertEquals(Math.sqrt(2), Math.abs(r[0]), 1e-14, "length of the first column");
    assertEquals(0, r[3], 1e-14, "the second depends on it");
  }

  /// R is checked against `J^T J` at the end.
  @Test
  void theFactorIsThatOfTheJacobianAtTheEnd() {
    LaneMinima minima = MINIMIZER.minimize(ROSENBROCK, new double[][] {{-1.2}, {1}}, () -> false);
    double[] r = minima.factor(0);
    double x = minima.point(0)[0];
    assertEquals(400 * x * x + 1, r[0] * r[0], 1e-9);
    assertEquals(-200 * x, r[0] * r[1], 1e-9);
    assertEquals(100, r[1] * r[1] + r[3] * r[3], 1e-9);
    assertEquals(0, r[2]);
  }

  @Test
  void pointsThatCannotBeEvaluatedAreSteppedBackFrom() {
    // log is not defined where the first step of Gauss and Newton leads.
    LaneResiduals logarithm =
        residuals(
            2,
            (x, y, r, dx, dy) -> {
              r[0] = Math.log(x);
              dx[0] = 1 / x;
              dy[0] = 0;
              r[1] = y - 2;
              dx[1] = 0;
              dy[1] = 1;
            });
    double[][] start = {{20, -1}, {0, 0}};
    LaneMinima minima = MINIMIZER.minimize(logarithm, start, () -> false);
    assertArrayEquals(new double[] {1, 2}, minima.point(0), 1e-8);
    assertEquals(Termination.START_NOT_FINITE, minima.termination(1));
    assertArrayEquals(new double[] {-1, 0}, minima.point(1));
  }

  /// Nothing is known around the start, so it is no minimum; nobody is asked about NaN.
  @Test
  void aPointThatStandsAloneIsNoMinimum() {
    LaneResiduals alone =
        residuals(
            2,
            (x, y, r, dx, dy) -> {
              assertTrue(Double.isFinite(x) && Double.isFinite(y), "x " + x + ", y " + y);
              boolean isStart = x == y && (x == 0 || x == 1);
              for (int i = 0; i < 2; i++) {
                r[i] = isStart ? 1 + i : Double.NaN;
                dx[i] = 1;
                dy[i] = i;
              }
            });
    double[][] start = {{0, 1}, {0, 1}};
    LaneMinima minima = MINIMIZER.minimize(alone, start, () -> false);
    for (int lane = 0; lane < 2; lane++) {
      assertEquals(Termination.LINE_SEARCH_FAILED, minima.termination(lane), "lane " + lane);
      assertArrayEquals(new double[] {lane, lane}, minima.point(lane));
    }
  }

  @Test
  void whatWasCutShortDoesNotGoOn() {
    int[] asked = {0};
    LaneMinima cut =
        MINIMIZER.minimize(ROSENBROCK, new double[][] {{-1.2}, {1}}, () -> ++asked[0] == 2);
    assertEquals(Termination.CANCELLED, cut.termination(0));
  }

  @Test
  void aLaneHasTheSameBitsAlone() {
    double[][] start = {{-1.2, 3, 0.5}, {1, -7, 8}};
    LaneMinima all = MINIMIZER.minimize(ROSENBROCK, start, () -> false);
    for (int lane = 0; lane < 3; lane++) {
      double[][] own = {{start[0][lane]}, {start[1][lane]}};
      LaneMinima alone = MINIMIZER.minimize(ROSENBROCK, own, () -> false);
      assertArrayEquals(alone.point(0), all.point(lane), "lane " + lane);
      assertArrayEquals(alone.factor(0), all.factor(lane), "lane " + lane);
      assertEquals(alone.iterations(0), all.iterations(lane), "lane " + lane);
    }
  }

  @Test
  void itEndsWhenItIsToldTo() {
    double[][] start = {{-1.2}, {1}};
    LaneMinima few = new LaneLevenbergMarquardt(3).minimize(ROSENBROCK, start, () -> false);
    assertEquals(Termination.MAX_ITERATIONS, few.termination(0));
    assertEquals(3, few.iterations(0));
    assertTrue(few.value(0) < 24.2, "no worse than the start: " + few.value(0));
    int[] asked = {0};
    LaneMinima cut = MINIMIZER.minimize(ROSENBROCK, start, () -> asked[0]++ >= 5);
    assertEquals(Termination.CANCELLED, cut.termination(0));
    assertTrue(cut.value(0) < 24.2, "the best point is kept: " + cut.value(0));
    LaneMinima atOnce = MINIMIZER.minimize(ROSENBROCK, start, () -> true);
    assertEquals(Termination.CANCELLED, atOnce.termination(0));
    assertArrayEquals(new double[] {-1.2, 1}, atOnce.point(0));
    assertEquals(Double.NaN, atOnce.value(0));
  }

  @Test
  void badArgumentsAreNamed() {
    assertEquals(
        "start has 1 rows, the first of length 2; needs one of equal length for each of 2"
            + " parameters",
        assertThrows(
                IllegalArgumentException.class,
                () -> MINIMIZER.minimize(ROSENBROCK, new double[1][2], () -> false))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> new LaneLevenbergMarquardt(0));
    assertThrows(IllegalArgumentException.class, () -> new LaneLevenbergMarquardt(5, Double.NaN));
    LaneMinima none = MINIMIZER.minimize(ROSENBROCK, new double[2][0], () -> false);
    assertEquals(0, none.lanes());
  }
}
