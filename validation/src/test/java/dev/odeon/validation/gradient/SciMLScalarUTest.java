package dev.odeon.validation.gradient;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core2/scalar_u.jl`: one component, u' = -p u.
class SciMLScalarUTest {
  private static SolvePlan plan(double end, SaveAt times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
        TimeSpan.of(0, end),
        times);
  }

  @Test
  void theGradientIsThatOfTheExponential() {
    double end = 2 * Math.exp(-0.7 * 1.5);
    TracedLoss.check(
        new double[] {-1.5 * end, end / 2},
        1e-8,
        way -> {
          SolvePlan plan = plan(1.5, SaveAt.times(1.5)).with(way);
          return p ->
              TracedSolve.of(
                      "decay",
                      (t, y, q) -> y.times(q.get("p").get(0)).negate(),
                      plan,
                      p.slice(1, 2),
                      TracedLoss.reading(p))
                  .states()
                  .sum();
        },
        0.7,
        2);
  }
}
