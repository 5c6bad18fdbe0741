package dev.odeon.validation.gradient;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Verner7;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core7/adjoint_param.jl`: a pendulum, theta'' = -g / l sin
/// theta, and its mean square angle.
class SciMLAdjointParamTest {
  private static SolvePlan plan(double end, SaveAt times) {
    return SolvePlan.of(
        Verner7.METHOD,
        StepControl.adaptive(Tolerances.of(1e-11, 1e-11)),
        TimeSpan.of(0, end),
        times);
  }

  private static Function<Tensor, Tensor> loss(Sensitivity way) {
    SolvePlan plan = plan(10, SaveAt.linspace(0, 10, 101)).with(way);
    VectorField pendulum =
        (t, y, q) ->
            Tensor.concatenate(
                y.get(1),
                q.get("p").get(0).dividedBy(q.get("p").get(1)).times(y.get(0).sin()).negate());
    return p -> {
      Tensor start = Tensor.concatenate(p.get(0).times(0).plus(0.9), p.get(0).times(0));
      Tensor angle =
          TracedSolve.of("pendulum", pendulum, plan, start, TracedLoss.reading(p))
              .states()
              .transpose()
              .slice(0, 1);
      return angle.times(angle).mean();
    };
  }

  @Test
  void allAgreeWithDifferences() {
    double[] at = {9.81, 1.3};
    double[] expected = TracedLoss.of(2, loss(new Sensitivity.Discrete())).differences(1e-3, at);
    TracedLoss.check(expected, 1e-8, SciMLAdjointParamTest::loss, at);
  }
}
