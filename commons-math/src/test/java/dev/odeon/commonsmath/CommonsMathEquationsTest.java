package dev.odeon.commonsmath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.SecondOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommonsMathEquationsTest {
  /// Volterra's predators and prey.
  private static final class Volterra implements FirstOrderDifferentialEquations {
    @Override
    public int getDimension() {
      return 2;
    }

    @Override
    public void computeDerivatives(double t, double[] y, double[] dot) {
      dot[0] = 1.5 * y[0] - y[0] * y[1];
      dot[1] = -3 * y[1] + y[0] * y[1];
    }
  }

  private static Solution solve(FieldGraph field, String method, double end, double... initial) {
    return OdeSolver.solve(
        OdeProblem.of(field, TimeSpan.of(0, end), initial),
        Methods.named(method),
        StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
        SaveAt.times(end));
  }

  /// Reference values in 33-digit arithmetic, and Commons Math's own integrator.
  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "bdf", "hipparchus:dormand_prince_853"})
  void firstOrderEquationsHaveTheirSolution(String method) {
    double[] y = solve(CommonsMathEquations.field(new Volterra()), method, 10, 1, 1).state(0, 0);
    double[] exact = {1.0263447675750893191, 0.90969107813604161755};
    double[] own = new double[2];
    new DormandPrince853Integrator(1e-10, 1, 1e-12, 1e-12)
        .integrate(new Volterra(), 0, new double[] {1, 1}, 10, own);
    for (int i = 0; i < 2; i++) {
      assertEquals(exact[i], y[i], 2e-7, method + ": component " + i);
      assertEquals(own[i], y[i], 2e-7, method + ": component " + i + " by Commons Math");
    }
  }

  @Test
  void secondOrderEquationsHaveTheStatePositionThenVelocity() {
    SecondOrderDifferentialEquations pendulum =
        new SecondOrderDifferentialEquations() {
          @Override
          public int getDimension() {
            return 1;
          }

          @Override
          public void computeSecondDerivatives(
              double t, double[] y, double[] yDot, double[] yDDot) {
            yDDot[0] = -4 * y[0];
          }
        };
    double[] y = solve(CommonsMathEquations.field(pendulum), "tsit5", 1, 0, 2).state(0, 0);
    assertEquals(Math.sin(2), y[0], 1e-7, "position");
    assertEquals(2 * Math.cos(2), y[1], 1e-7, "velocity");
  }

  /// Commons Math's own adaptive integrators do not return from this.
  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "bdf", "hipparchus:dormand_prince_853"})
  @Timeout(20)
  void aDerivativeThatIsNotANumberEndsTheTrajectory(String method) {
    FirstOrderDifferentialEquations root =
        new FirstOrderDifferentialEquations() {
          @Override
          public int getDimension() {
            return 1;
          }

          @Override
          public void computeDerivatives(double t, double[] y, double[] dot) {
            dot[0] = -Math.sqrt(0.5 - t);
          }
        };
    Solution solution = solve(CommonsMathEquations.field(root), method, 1, 1);
    assertInstanceOf(Outcome.NonFinite.class, solution.outcome(0), method);
    assertEquals(0.5, ((Outcome.NonFinite) solution.outcome(0)).t(), 1e-3, method);
  }
}
