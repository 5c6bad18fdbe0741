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
import dev.odeon.ode.problem.StateFunction;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Callbacks1/continuous_vs_discrete.jl`: a ball from height 50
/// bounces at 3.1943828249997, whether the event is told by its state or by that time.
class SciMLContinuousVsDiscreteTest {
  private static SolvePlan plan(double end, SaveAt times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
        TimeSpan.of(0, end),
        times);
  }

  private static final double TIME = 3.1943828249997;

  private static final VectorField FALL =
      (t, y, q) -> Tensor.concatenate(y.get(1), q.get("p").get(0).negate());

  private static final StateFunction CHANGE =
      (t, y, q) -> Tensor.concatenate(y.get(0), y.get(1).times(q.get("p").get(1)).negate());

  private static final Event BY_STATE =
      Event.of("floor", (t, y, q) -> y.get(0)).falling().changing(CHANGE);

  private static final Event BY_TIME =
      Event.of("clock", (t, y, q) -> t.minus(TIME)).changing(CHANGE);

  private static Function<Tensor, Tensor> component(Event event, Sensitivity way, int k) {
    SolvePlan plan = plan(5, SaveAt.times(5)).withEvents(event).with(way);
    return p -> {
      Tensor start = Tensor.concatenate(p.get(0).times(0).plus(50), p.get(0).times(0));
      return TracedSolve.of("ball", FALL, plan, start, TracedLoss.reading(p))
          .states()
          .reshape(Shape.of(2))
          .get(k);
    };
  }

  /// From -31.305 to 25.044 there.
  @Test
  void bothHaveTheSameStates() {
    double after = 0.8 * 9.8 * TIME;
    assertEquals(25.044, after, 1e-3);
    double left = 5 - TIME;
    for (Event event : List.of(BY_STATE, BY_TIME)) {
      Sensitivity way = new Sensitivity.Discrete();
      double height = TracedLoss.of(2, component(event, way, 0)).value(9.8, 0.8);
      double speed = TracedLoss.of(2, component(event, way, 1)).value(9.8, 0.8);
      assertEquals(after * left - 4.9 * left * left, height, 1e-9, event.name());
      assertEquals(after - 9.8 * left, speed, 1e-9, event.name());
    }
  }

  /// The time of the one event moves with gravity, that of the other does not.
  @Test
  void theirGradientsDifferByTheTimeOfTheEvent() {
    double left = 5 - TIME;
    double[] byTime = {-0.5 * TIME * TIME + 0.8 * TIME * left - left * left / 2, 9.8 * TIME * left};
    TracedLoss.check(byTime, 1e-8, way -> component(BY_TIME, way, 0), 9.8, 0.8);
    double moved = -TIME / (2 * 9.8);
    double after = 0.8 * 9.8 * TIME;
    // Height after the bounce: v s - g s^2 / 2, v = e sqrt(2 g h), s = 5 - t.
    double[] byState = {
      (after / (2 * 9.8)) * left - moved * after + 9.8 * left * moved - left * left / 2,
      9.8 * TIME * left
    };
    TracedLoss.check(byState, 1e-8, way -> component(BY_STATE, way, 0), 9.8, 0.8);
  }
}
