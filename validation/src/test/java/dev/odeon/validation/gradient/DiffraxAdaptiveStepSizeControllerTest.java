package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Facts of diffrax's `test/test_adaptive_stepsize_controller.py`.
class DiffraxAdaptiveStepSizeControllerTest {
  private static final StepControl CONTROL = StepControl.adaptive(Tolerances.of(1e-6, 1e-6));

  @Test
  void statedTimesAreHitExactly() {
    OdeProblem problem = OdeProblem.of((t, y, q) -> y.negate(), TimeSpan.of(0, 4), 1);
    Solution found =
        OdeSolver.solve(problem.withStops(1.3, Math.PI), Tsit5.METHOD, CONTROL, SaveAt.steps());
    List<Double> times = Arrays.stream(found.times(0)).boxed().toList();
    assertTrue(times.contains(1.3) && times.contains(Math.PI), "steps end at " + times);
  }

  /// An oscillator whose force jumps from 10 to -10 at 7.5.
  @Test
  void aKnownJumpTakesFewerSteps() {
    VectorField forced =
        (t, y, q) -> {
          Tensor force = t.compare(Comparison.LT, 7.5).select(t.scalar(10), t.scalar(-10));
          return Tensor.concatenate(y.get(1), force.minus(y.get(0)).minus(y.get(1)));
        };
    OdeProblem problem = OdeProblem.of(forced, TimeSpan.of(0, 15), 1.5, 0);
    Solution blind = OdeSolver.solve(problem, Tsit5.METHOD, CONTROL, SaveAt.times(15));
    Solution told =
        OdeSolver.solve(problem.withStops(7.5), Tsit5.METHOD, CONTROL, SaveAt.times(15));
    long without = blind.stats(0).accepted() + blind.stats(0).rejected();
    long with = told.stats(0).accepted() + told.stats(0).rejected();
    assertTrue(with < without, with + " attempts with the jump, " + without + " without");
    assertTrue(told.stats(0).rejected() < blind.stats(0).rejected(), "rejections");
  }

  /// An error of zero makes the step larger, a huge one makes it smaller; neither makes it NaN.
  @Test
  void extremeErrorsGiveNumbers() {
    OdeProblem still = OdeProblem.of((t, y, q) -> y.times(0), TimeSpan.of(0, 1e6), 1);
    Solution rest = OdeSolver.solve(still, Tsit5.METHOD, CONTROL, SaveAt.times(1e6));
    assertEquals(1, rest.state(0, 0, 0));
    assertTrue(rest.stats(0).accepted() < 50, "steps of zero error: " + rest.stats(0));
    OdeProblem fast = OdeProblem.of((t, y, q) -> y.times(-1e9), TimeSpan.of(0, 1e-7), 1);
    Solution decayed = OdeSolver.solve(fast, Tsit5.METHOD, CONTROL, SaveAt.times(1e-7));
    assertEquals(0, decayed.state(0, 0, 0), 1e-5);
  }

  @Test
  void aJumpAtTheStartIsNone() {
    OdeProblem problem = OdeProblem.of((t, y, q) -> y.negate(), TimeSpan.of(0, 1), 1);
    Solution plain = OdeSolver.solve(problem, Tsit5.METHOD, CONTROL, SaveAt.times(1));
    Solution stopped =
        OdeSolver.solve(problem.withStops(0), Tsit5.METHOD, CONTROL, SaveAt.times(1));
    assertEquals(plain.state(0, 0, 0), stopped.state(0, 0, 0), 1e-9);
  }
}
