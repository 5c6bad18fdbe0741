package dev.odeon.ode.hipparchus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.Norm;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Limits of steps, tolerances of components and norms on Hipparchus's integrators.
class HipparchusControlTest {
  private static final StepControl.Adaptive LOOSE = StepControl.adaptive(Tolerances.of(1e-3, 1e-3));

  static List<HipparchusMethod> adaptive() {
    return HipparchusMethod.ALL.stream().filter(method -> !method.takesFixedSteps()).toList();
  }

  static List<HipparchusMethod> oneStep() {
    return adaptive().stream().filter(method -> !method.name().startsWith("adams")).toList();
  }

  private static Solution decay(HipparchusMethod method, StepControl control, double end) {
    TimeSpan span = TimeSpan.of(0, end);
    OdeProblem problem = OdeProblem.of((t, y, p) -> y.negate(), span, 1);
    return HipparchusRoad.solve(problem, method, control, SaveAt.end(span));
  }

  @ParameterizedTest
  @MethodSource("adaptive")
  void noStepIsLargerThanTheLargestAllowed(HipparchusMethod method) {
    Solution free = decay(method, LOOSE, 4);
    Solution limited = decay(method, LOOSE.withMaxStep(0.01), 4);
    assertTrue(free.stats(0).accepted() < 200, method + ": " + free.stats(0));
    assertTrue(limited.stats(0).accepted() >= 400, method + ": " + limited.stats(0));
    assertEquals(Math.exp(-4), limited.state(0, 0, 0), 1e-3);
  }

  @ParameterizedTest
  @MethodSource("oneStep")
  void aFirstStepToTheEndIsTheOnlyOne(HipparchusMethod method) {
    double end = 0x1p-4;
    assertEquals(1, decay(method, LOOSE.withInitialStep(end), end).stats(0).accepted());
    assertEquals(1, decay(method, LOOSE.withInitialStep(3), end).stats(0).accepted());
    assertTrue(
        decay(method, LOOSE.withInitialStep(end / 64), end).stats(0).accepted() > 1,
        "a step grows at most tenfold");
  }

  @ParameterizedTest
  @MethodSource("adaptive")
  void aStepBelowTheLeastEndsTheTrajectoryAndNamesTheLimit(HipparchusMethod method) {
    StepControl control =
        StepControl.adaptive(Tolerances.of(1e-12, 1e-12)).withMinStep(0.5).withInitialStep(0.5);
    TimeSpan span = TimeSpan.of(0, 40);
    OdeProblem problem =
        OdeProblem.of((t, y, p) -> y.times(0).plus(t.times(1e4).sin().times(1e4)), span, 1);
    Solution solution = HipparchusRoad.solve(problem, method, control, SaveAt.end(span));
    Outcome.StepUnderflow outcome =
        assertInstanceOf(Outcome.StepUnderflow.class, solution.outcome(0), method.name());
    assertEquals(0.5, outcome.minStep());
    assertTrue(outcome.message().endsWith("is below minStep 0.5"), outcome.message());
  }

  @ParameterizedTest
  @MethodSource("adaptive")
  void everyComponentHasItsOwnTolerance(HipparchusMethod method) {
    TimeSpan span = TimeSpan.of(0, 5);
    OdeProblem pair =
        OdeProblem.of(
            (t, y, p) ->
                Tensor.concatenate(
                    y.get(1), y.get(0).negate(), y.get(3).times(10), y.get(2).times(-10)),
            span,
            1,
            0,
            1e-6,
            0);
    Tolerances own = Tolerances.perComponent(1e-12, 1e-5, 1e-5, 1e-11, 1e-11);
    Solution fine = HipparchusRoad.solve(pair, method, StepControl.adaptive(own), SaveAt.end(span));
    assertEquals(1e-6 * Math.cos(50), fine.state(0, 0, 2), 1e-9, method.name());
    Solution coarse =
        HipparchusRoad.solve(
            pair, method, StepControl.adaptive(Tolerances.of(1e-12, 1e-5)), SaveAt.end(span));
    assertTrue(
        coarse.stats(0).evaluations() < fine.stats(0).evaluations(),
        method + ": " + coarse.stats(0) + ", " + fine.stats(0));
  }

  @Test
  void normsThatHipparchusLacksAndTolerancesThatDoNotFitAreRefused() {
    assertEquals(
        "method 'hipparchus:dormand_prince_853' runs through Hipparchus, which weighs errors by their root"
            + " mean square, not by Maximum[]",
        assertThrows(
                IllegalArgumentException.class,
                () -> decay(HipparchusMethod.DORMAND_PRINCE_853, LOOSE.withNorm(Norm.MAXIMUM), 1))
            .getMessage());
    StepControl two = StepControl.adaptive(Tolerances.perComponent(1e-6, 1e-6, 1e-6));
    assertEquals(
        "absTol has 2 elements, the state has 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> decay(HipparchusMethod.DORMAND_PRINCE_853, two, 1))
            .getMessage());
  }
}
