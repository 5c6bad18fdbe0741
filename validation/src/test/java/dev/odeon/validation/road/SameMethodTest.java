package dev.odeon.validation.road;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.Controller;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusMethod;
import dev.odeon.ode.hipparchus.HipparchusTableaus;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import dev.odeon.validation.problem.ClosedFormProblem;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Dormand and Prince 5(4) on lanes and as Hipparchus's integrator.
@Timeout(60)
final class SameMethodTest {
  static List<ClosedFormProblem> problems() {
    return ClosedFormProblem.all();
  }

  @ParameterizedTest
  @MethodSource("problems")
  void agreesWithItselfAcrossTheRoads(ClosedFormProblem problem) {
    for (OdeProblem direction : List.of(problem.problem(), problem.backwards())) {
      for (double tolerance = 1e-4; tolerance > 5e-11; tolerance /= 10) {
        Tolerances both = Tolerances.of(tolerance, tolerance);
        SaveAt saveAt = SaveAt.linspace(direction.span().start(), direction.span().end(), 41);
        checkDefault(direction, both, saveAt);
        checkSteps(direction, both, saveAt);
      }
    }
  }

  private static void checkDefault(OdeProblem problem, Tolerances both, SaveAt saveAt) {
    StepControl control = StepControl.adaptive(both);
    double apart =
        Discrepancy.between(
            lanes(problem, control, saveAt), hipparchus(problem, control, saveAt), both);
    assertTrue(apart <= 10, "tolerance " + both + ": apart by " + apart + " tolerances");
  }

  /// Under Hipparchus's own law of the step size even the steps are the same.
  private static void checkSteps(OdeProblem problem, Tolerances both, SaveAt saveAt) {
    StepControl control = new StepControl.Adaptive(both, Controller.INTEGRAL, 10_000);
    Solution lanes = lanes(problem, control, saveAt);
    Solution hipparchus = hipparchus(problem, control, saveAt);
    assertEquals(lanes.stats(0).accepted(), hipparchus.stats(0).accepted(), "accepted steps");
    assertEquals(lanes.stats(0).rejected(), hipparchus.stats(0).rejected(), "rejected steps");
    double apart = Discrepancy.between(lanes, hipparchus, both);
    assertTrue(apart <= 1e-2, "tolerance " + both + ": apart by " + apart + " tolerances");
  }

  private static Solution lanes(OdeProblem problem, StepControl control, SaveAt saveAt) {
    return OdeSolver.solve(problem, HipparchusTableaus.DORMAND_PRINCE_54, control, saveAt);
  }

  private static Solution hipparchus(OdeProblem problem, StepControl control, SaveAt saveAt) {
    return OdeSolver.solve(problem, HipparchusMethod.DORMAND_PRINCE_54, control, saveAt);
  }
}
