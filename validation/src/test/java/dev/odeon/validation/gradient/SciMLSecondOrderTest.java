package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core1/second_order.jl`: Hessians and products with them.
class SciMLSecondOrderTest {
  private static final VectorField LOTKA_VOLTERRA =
      (t, y, q) -> {
        Tensor p = q.get("p");
        Tensor both = y.get(0).times(y.get(1));
        return Tensor.concatenate(
            p.get(0).times(y.get(0)).minus(p.get(1).times(both)),
            p.get(3).times(both).minus(p.get(2).times(y.get(1))));
      };

  private static final double[] P = {1.5, 1, 3, 1};

  private static SolvePlan plan(double end, SaveAt times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
        TimeSpan.of(0, end),
        times);
  }

  private static final TracedLoss LOSS =
      TracedLoss.of(
          4,
          p ->
              TracedSolve.of(
                      "lv",
                      LOTKA_VOLTERRA,
                      plan(2, SaveAt.linspace(0, 2, 5)),
                      Tensor.concatenate(p.get(0).times(0), p.get(0).times(0)).plus(1),
                      TracedLoss.reading(p))
                  .states()
                  .sum());

  private static double[] unit(int i) {
    return TracedLoss.moved(new double[4], i, 1);
  }

  @Test
  void theHessianIsSymmetricAndThatOfDifferences() {
    double step = 1e-3;
    double[][] columns = new double[4][];
    for (int i = 0; i < 4; i++) {
      columns[i] = LOSS.hessianProduct(P, unit(i));
      double[][] g = new double[5][];
      for (int n = 0; n < 5; n++) {
        g[n] = LOSS.gradient(TracedLoss.moved(P, i, (n - 2) * step));
      }
      for (int k = 0; k < 4; k++) {
        double expected = (8 * (g[3][k] - g[1][k]) - (g[4][k] - g[0][k])) / (12 * step);
        assertEquals(expected, columns[i][k], 1e-6, i + ", " + k);
        if (k < i) {
          assertEquals(columns[k][i], columns[i][k], 1e-11, i + ", " + k);
        }
      }
    }
  }

  @Test
  void aProductIsThatOfTheHessian() {
    double[] v = {0.3, -1, 0.5, 2};
    double[] sum = new double[4];
    for (int i = 0; i < 4; i++) {
      double[] column = LOSS.hessianProduct(P, unit(i));
      for (int k = 0; k < 4; k++) {
        sum[k] += v[i] * column[k];
      }
    }
    assertArrayEquals(sum, LOSS.hessianProduct(P, v), 1e-11);
  }
}
