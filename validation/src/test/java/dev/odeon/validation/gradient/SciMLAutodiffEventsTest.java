package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core2/autodiff_events.jl`: a ball from height 1 with gravity
/// 9.8 and restitution 0.8, at time 1, after one bounce.
class SciMLAutodiffEventsTest {
  private static final VectorField FALL =
      (t, y, q) -> Tensor.concatenate(y.get(1), q.get("p").get(0).negate());

  private static final Event BOUNCE =
      Event.of("bounce", (t, y, q) -> y.get(0))
          .falling()
          .changing(
              (t, y, q) ->
                  Tensor.concatenate(y.get(0), y.get(1).times(q.get("p").get(1)).negate()));

  private static SolvePlan plan(double end, SaveAt times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
        TimeSpan.of(0, end),
        times);
  }

  private static Function<Tensor, Tensor> component(Sensitivity way, int k) {
    SolvePlan plan = plan(1, SaveAt.times(1)).withEvents(BOUNCE).with(way);
    return p -> {
      Tensor start = Tensor.concatenate(p.get(0).times(0).plus(1), p.get(0).times(0));
      return TracedSolve.of("ball", FALL, plan, start, TracedLoss.reading(p))
          .states()
          .reshape(Shape.of(2))
          .get(k);
    };
  }

  @Test
  void heightAndSpeedHaveTheKnownDerivatives() {
    double[] values = {4.68939703624315916637e-1, -1.83106029637568408336};
    double[][] slopes = {
      {-9.34214436926369430287e-2, 2.42718872423573106480},
      {-5.93421443692636943029e-1, 4.42718872423573106480}
    };
    for (int k = 0; k < 2; k++) {
      int component = k;
      TracedLoss loss = TracedLoss.of(2, component(new Sensitivity.Discrete(), k));
      assertEquals(values[k], loss.value(9.8, 0.8), 1e-11, "component " + k);
      TracedLoss.check(slopes[k], 1e-9, way -> component(way, component), 9.8, 0.8);
    }
  }
}
