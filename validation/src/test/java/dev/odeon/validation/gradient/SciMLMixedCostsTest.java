package dev.odeon.validation.gradient;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedProblem;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Verner7;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StateFunction;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core7/mixed_costs.jl`: integral costs that depend on
/// parameters, alone and together with states at times.
class SciMLMixedCostsTest {
  private static final VectorField LOTKA_VOLTERRA =
      (t, y, q) -> {
        Tensor p = q.get("p");
        Tensor both = y.get(0).times(y.get(1));
        return Tensor.concatenate(
            p.get(0).times(y.get(0)).minus(p.get(1).times(both)),
            p.get(3).times(both).minus(p.get(2).times(y.get(1))));
      };

  private static SolvePlan plan(double end, SaveAt times) {
    return SolvePlan.of(
        Verner7.METHOD,
        StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
        TimeSpan.of(0, end),
        times);
  }

  private static Function<Tensor, Tensor> loss(Sensitivity way, double atTimes) {
    SolvePlan plan = plan(10, SaveAt.linspace(0, 10, 21)).with(way);
    StateFunction cost =
        (t, y, q) ->
            y.get(0).plus(y.get(1)).times(q.get("p").get(0)).plus(q.get("p").get(3).times(t));
    return p -> {
      Tensor start = Tensor.concatenate(p.get(0).times(0), p.get(0).times(0)).plus(1);
      TracedSolve solve =
          TracedProblem.of("lv", LOTKA_VOLTERRA, start, TracedLoss.reading(p))
              .integrating(cost)
              .solve(plan);
      Tensor off = solve.states().negate().plus(2);
      Tensor discrete = off.times(off).sum().times(atTimes).times(p.get(1));
      return solve.integral().orElseThrow().get(20).plus(discrete);
    };
  }

  @Test
  void theIntegralAlone() {
    double[] at = {1.5, 1, 3, 1};
    double[] expected = TracedLoss.of(4, loss(new Sensitivity.Discrete(), 0)).differences(2e-4, at);
    TracedLoss.check(expected, 1e-6, way -> loss(way, 0), at);
  }

  @Test
  void theIntegralWithStatesAtTimes() {
    double[] at = {1.5, 1, 3, 1};
    double[] expected =
        TracedLoss.of(4, loss(new Sensitivity.Discrete(), 0.5)).differences(2e-4, at);
    TracedLoss.check(expected, 1e-6, way -> loss(way, 0.5), at);
  }
}
