package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Solution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Facts of diffrax's `test/test_solver.py`: Robertson's table within 1e-3 and 1e-8, and divergence
/// that is said to be one.
class DiffraxSolverTest {
  private static final VectorField ROBERTSON =
      (t, y, q) -> {
        Tensor a = y.get(0).times(0.04);
        Tensor b = y.get(1).times(y.get(1)).times(3e7);
        Tensor c = y.get(1).times(y.get(2)).times(1e4);
        return Tensor.concatenate(c.minus(a), a.minus(c).minus(b), b);
      };

  @ParameterizedTest
  @ValueSource(strings = {"kvaerno3", "kvaerno4", "kvaerno5", "kencarp4"})
  void robertsonsTable(String name) {
    double[] times = {1e-4, 1e-2, 1, 100};
    double[][] table = {
      {9.9999600000801137e-01, 3.98406846379265805e-6, 1.59235234980906066e-8},
      {9.9960068268829505e-01, 3.64504788784424249e-5, 3.6286683282835678e-04},
      {9.6645973733301294e-01, 3.07462657857867474e-5, 3.3509516401211095e-02},
      {6.1723488239606716e-01, 6.15359127463912292e-6, 3.8275896401264059e-01}
    };
    Solution found =
        OdeSolver.solve(
            OdeProblem.of(ROBERTSON, TimeSpan.of(0, 100), 1, 0, 0),
            Methods.named(name),
            StepControl.adaptive(Tolerances.of(1e-8, 1e-11)),
            SaveAt.times(times));
    for (int i = 0; i < times.length; i++) {
      for (int k = 0; k < 3; k++) {
        double allowed = 1e-8 + 1e-3 * Math.abs(table[i][k]);
        assertEquals(table[i][k], found.state(0, i, k), allowed, "y" + (k + 1) + " at " + times[i]);
      }
    }
  }

  @Test
  void divergenceIsNamed() {
    OdeProblem bad = OdeProblem.of((t, y, q) -> y.minus(2).sqrt().negate(), TimeSpan.of(0, 10), 1);
    Solution found =
        OdeSolver.solve(
            bad,
            Methods.named("kvaerno5"),
            StepControl.adaptive(Tolerances.of(1e-6, 1e-6)),
            SaveAt.times(10));
    assertTrue(!found.outcome(0).isSuccess(), "there is no such trajectory");
    assertTrue(Double.isNaN(found.state(0, 0, 0)), "and no state at its end");
  }
}
