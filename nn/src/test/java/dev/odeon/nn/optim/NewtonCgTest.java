package dev.odeon.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NewtonCgTest {
  /// Rosenbrock's valley, of which the minimum is 0 at (1, 1).
  private static final CurvedObjective VALLEY =
      new CurvedObjective() {
        @Override
        public double valueAndGradient(double[] p, double[] out) {
          double r = p[1] - p[0] * p[0];
          out[0] = -400 * p[0] * r - 2 * (1 - p[0]);
          out[1] = 200 * r;
          return 100 * r * r + (1 - p[0]) * (1 - p[0]);
        }

        @Override
        public void hessianProduct(double[] p, double[] v, double[] out) {
          double mixed = -400 * p[0];
          out[0] = (1200 * p[0] * p[0] - 400 * p[1] + 2) * v[0] + mixed * v[1];
          out[1] = mixed * v[0] + 200 * v[1];
        }
      };

  @Test
  void theMinimumOfAValleyIsFound() {
    Minimum end = new NewtonCg(100).minimize(VALLEY, new double[] {-1.2, 1});
    assertTrue(end.termination().converged(), end.toString());
    assertEquals(1, end.point()[0], 1e-8, end.toString());
    assertEquals(1, end.point()[1], 1e-8, end.toString());
    assertTrue(end.iterations() < 40, end.toString());
  }

  /// From a point where the Hessian of `x^4 / 4 - x^2 / 2` is negative, to the minimum at 1.
  @Test
  void negativeCurvatureIsFollowedDownhill() {
    CurvedObjective well =
        new CurvedObjective() {
          @Override
          public double valueAndGradient(double[] p, double[] out) {
            out[0] = p[0] * p[0] * p[0] - p[0];
            return p[0] * p[0] * (p[0] * p[0] / 4 - 0.5);
          }

          @Override
          public void hessianProduct(double[] p, double[] v, double[] out) {
            out[0] = (3 * p[0] * p[0] - 1) * v[0];
          }
        };
    Minimum end = new NewtonCg(50).minimize(well, new double[] {0.1});
    assertEquals(1, end.point()[0], 1e-8, end.toString());
    assertEquals(-0.25, end.value(), 1e-15);
  }

  /// `-log x - log (1 - x)` is not finite outside (0, 1): the minimum is at 1/2.
  @Test
  void pointsThatCannotBeEvaluatedAreSteppedBackFrom() {
    CurvedObjective barrier =
        new CurvedObjective() {
          @Override
          public double valueAndGradient(double[] p, double[] out) {
            out[0] = 1 / (1 - p[0]) - 1 / p[0];
            return -Math.log(p[0]) - Math.log(1 - p[0]);
          }

          @Override
          public void hessianProduct(double[] p, double[] v, double[] out) {
            out[0] = (1 / (p[0] * p[0]) + 1 / ((1 - p[0]) * (1 - p[0]))) * v[0];
          }
        };
    Minimum end = new NewtonCg(50, 1e-10, 0, 100).minimize(barrier, new double[] {0.999});
    assertEquals(0.5, end.point()[0], 1e-9, end.toString());
  }

  @Test
  void aRadiusMustBePositive() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new NewtonCg(10, 0, 0, -1)).getMessage();
    assertEquals("radius -1.0 is not a positive number", message);
  }
}
