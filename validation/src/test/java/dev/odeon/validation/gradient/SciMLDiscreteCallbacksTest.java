package dev.odeon.validation.gradient;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Verner7;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StateFunction;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Callbacks1/discrete_callbacks.jl`: at time 5 the state is
/// added to, set, or scaled by a parameter; losses with and without states before it.
class SciMLDiscreteCallbacksTest {
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

  private static Event at5(StateFunction change) {
    return Event.of("at 5", (t, y, q) -> t.minus(5)).changing(change);
  }

  private static Function<Tensor, Tensor> loss(Sensitivity way, SaveAt times, Event event) {
    SolvePlan plan = plan(10, times).withEvents(event).with(way);
    return p ->
        TracedSolve.of("lv", LOTKA_VOLTERRA, plan, p.slice(5, 7), TracedLoss.reading(p))
            .states()
            .sum();
  }

  private static void check(StateFunction change) {
    double[] at = {1.5, 1, 3, 1, 0.4, 1, 1};
    for (SaveAt times : List.of(SaveAt.linspace(0, 10, 21), SaveAt.times(10))) {
      Event event = at5(change);
      double[] expected =
          TracedLoss.of(7, loss(new Sensitivity.Discrete(), times, event)).differences(2e-4, at);
      TracedLoss.check(expected, 1e-6, way -> loss(way, times, event), at);
    }
  }

  @Test
  void added() {
    check((t, y, q) -> y.plus(q.get("p").get(4)));
  }

  @Test
  void set() {
    check((t, y, q) -> y.times(0).plus(q.get("p").get(4).times(3)));
  }

  @Test
  void scaled() {
    check((t, y, q) -> y.times(q.get("p").get(4)));
  }
}
