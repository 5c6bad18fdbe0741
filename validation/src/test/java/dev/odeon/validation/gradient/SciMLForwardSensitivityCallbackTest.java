package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Callbacks2/forward_sensitivity_callback.jl`: forward
/// sensitivities through a change of the state by a parameter are those of differences.
class SciMLForwardSensitivityCallbackTest {
  private static SolvePlan plan(double end, SaveAt times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
        TimeSpan.of(0, end),
        times);
  }

  /// u' = -p0 u; halved by p1 where it falls below 1/2: p1 e^(-p0 (t - t1)) / 2 afterwards.
  @Test
  void throughAChangeOfTheState() {
    Event half =
        Event.of("half", (t, y, q) -> y.get(0).minus(0.5))
            .falling()
            .changing((t, y, q) -> y.times(q.get("p").get(1)));
    SolvePlan plan = plan(2, SaveAt.times(2)).withEvents(half).with(new Sensitivity.Forward());
    double[] found =
        TracedLoss.of(
                2,
                p ->
                    TracedSolve.of(
                            "decay",
                            (t, y, q) -> y.times(q.get("p").get(0)).negate(),
                            plan,
                            p.slice(0, 1).times(0).plus(1),
                            TracedLoss.reading(p))
                        .states()
                        .sum())
            .gradient(0.8, 0.6);
    double end = 0.6 * Math.exp(-0.8 * 2);
    assertArrayEquals(new double[] {-2 * end, end / 0.6}, found, 1e-9);
  }
}
