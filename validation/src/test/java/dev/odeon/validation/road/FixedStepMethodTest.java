package dev.odeon.validation.road;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import dev.odeon.validation.problem.ClosedFormProblem;
import dev.odeon.validation.problem.DampedSpiral;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The order of a method with equal steps: the least squares slope of log error against log step,
/// forwards and backwards, at the end and between steps. Subclasses say which method.
@Timeout(60)
abstract class FixedStepMethodTest {
  private static final double SLACK = 0.15;

  private final Method method;
  private final int coarsest;
  private final int interpolantOrder;

  /// @param coarsest least number of steps: fewer do not show the order
  /// @param interpolantOrder order of convergence between steps
  FixedStepMethodTest(String method, int coarsest, int interpolantOrder) {
    this.method = Methods.named(method);
    this.coarsest = coarsest;
    this.interpolantOrder = interpolantOrder;
  }

  private final ClosedFormProblem closedForm = new DampedSpiral();

  @Test
  void showsItsOrderAtTheEnd() {
    OdeProblem there = closedForm.problem();
    assertEquals(method.order(), slope(there, SaveAt.end(there.span())), SLACK, method.name());
    OdeProblem back = closedForm.backwards();
    assertEquals(
        method.order(), slope(back, SaveAt.end(back.span())), SLACK, method.name() + " backwards");
  }

  @Test
  void showsTheOrderOfItsInterpolantBetweenSteps() {
    OdeProblem there = closedForm.problem();
    double end = there.span().end();
    SaveAt between = SaveAt.linspace(end / 997, end * 996 / 997, 331);
    assertEquals(interpolantOrder, slope(there, between), 2 * SLACK, method.name());
  }

  private double slope(OdeProblem problem, SaveAt saveAt) {
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    double[] factors = {1, 1.4, 2, 2.8, 4};
    for (double factor : factors) {
      long steps = Math.round(coarsest * factor);
      double x = Math.log(problem.span().length() / steps * problem.span().direction());
      double z = Math.log(error(problem, saveAt, steps));
      sx += x;
      sy += z;
      sxx += x * x;
      sxy += x * z;
    }
    int n = factors.length;
    return (n * sxy - sx * sy) / (n * sxx - sx * sx);
  }

  private double error(OdeProblem problem, SaveAt saveAt, long steps) {
    Solution solution = OdeSolver.solve(problem, method, StepControl.fixed(steps), saveAt);
    assertEquals(new Outcome.Success(), solution.outcome(0));
    double worst = 0;
    for (int i = 0; i < saveAt.count(); i++) {
      double[] exact = closedForm.exact(saveAt.time(i));
      double[] y = solution.state(0, i);
      worst = Math.max(worst, Math.hypot(y[0] - exact[0], y[1] - exact[1]));
    }
    return worst;
  }
}
