package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Callbacks1/continuous_callbacks.jl`: a ball from (5, 0) with
/// gravity 9.8 and restitution 0.8 to time 2.5, through two bounces; a callback that only looks on.
class SciMLContinuousCallbacksTest {
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

  private static Function<Tensor, Tensor> loss(Sensitivity way, Event... events) {
    SolvePlan plan = plan(2.5, SaveAt.times(0.9, 2.5)).withEvents(events).with(way);
    return p -> {
      Tensor start = p.slice(2, 4);
      Tensor rows = TracedSolve.of("ball", FALL, plan, start, TracedLoss.reading(p)).states();
      return rows.times(rows).sum();
    };
  }

  private static final double[] AT = {9.8, 0.8, 5, 0};

  @Test
  void allAgreeWithDifferences() {
    double[] expected =
        TracedLoss.of(4, loss(new Sensitivity.Discrete(), BOUNCE)).differences(1e-4, AT);
    TracedLoss.check(expected, 1e-5, way -> loss(way, BOUNCE), AT);
  }

  @Test
  void aRecordedEventLeavesEveryBit() {
    Event top = Event.of("top", (t, y, q) -> y.get(1)).falling();
    for (Sensitivity way : List.of(new Sensitivity.Discrete(), new Sensitivity.Forward())) {
      assertArrayEquals(
          TracedLoss.of(4, loss(way, BOUNCE)).gradient(AT),
          TracedLoss.of(4, loss(way, top, BOUNCE)).gradient(AT),
          1e-10,
          way.toString());
    }
  }
}
