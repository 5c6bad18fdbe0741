package dev.odeon.validation.gradient;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UserFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core3/user_vjp.jl`: a field that brings its own derivative has
/// the gradient of the traced one.
class SciMLUserVjpTest {
  private static SolvePlan plan(double end, SaveAt times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-11, 1e-11)),
        TimeSpan.of(0, end),
        times);
  }

  private static final List<TensorType> SCALAR = List.of(TensorType.f64());

  /// u^2 / (1 + u^2) with rules of its own.
  private static final UserFunction SATURATED =
      UserFunction.of("saturated", SCALAR, SCALAR, (in, out) -> out[0][0] = value(in[0][0]))
          .withVjp((in, out) -> out[0][0] = slope(in[0][0]) * in[1][0])
          .withJvp((in, out) -> out[0][0] = slope(in[0][0]) * in[1][0]);

  private static double value(double u) {
    return u * u / (1 + u * u);
  }

  private static double slope(double u) {
    double d = 1 + u * u;
    return 2 * u / (d * d);
  }

  private static Function<Tensor, Tensor> loss(Sensitivity way, UnaryOperator<Tensor> saturation) {
    SolvePlan plan = plan(3, SaveAt.times(1, 3)).with(way);
    return p ->
        TracedSolve.of(
                "saturation",
                (t, y, q) ->
                    q.get("p")
                        .get(0)
                        .times(saturation.apply(y.get(0)))
                        .minus(y.get(0).times(q.get("p").get(1)))
                        .reshape(Shape.of(1)),
                plan,
                p.slice(0, 1),
                TracedLoss.reading(p))
            .states()
            .sum();
  }

  @Test
  void rulesOfTheUserGiveTheGradientOfTheTrace() {
    double[] at = {1.4, 0.5};
    UnaryOperator<Tensor> traced = u -> u.times(u).dividedBy(u.times(u).plus(1));
    double[] expected = TracedLoss.of(2, loss(new Sensitivity.Forward(), traced)).gradient(at);
    UnaryOperator<Tensor> custom = u -> u.tracer().apply1(new Op.Custom(SATURATED), u);
    TracedLoss.check(expected, 1e-8, way -> loss(way, custom), at);
  }
}
