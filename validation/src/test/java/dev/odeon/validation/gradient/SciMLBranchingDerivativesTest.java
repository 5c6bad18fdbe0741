package dev.odeon.validation.gradient;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core1/branching_derivatives.jl`: a field that branches by a
/// parameter or by time.
class SciMLBranchingDerivativesTest {
  private static final VectorField BRANCHING =
      (t, y, q) -> {
        Tensor p = q.get("p");
        Tensor rate = p.get(0).compare(Comparison.GT, 1).select(p.get(0), p.get(1).times(2));
        return t.compare(Comparison.LT, 0.5)
            .select(y.get(0).times(rate).negate(), p.get(1).minus(y.get(0)))
            .reshape(Shape.of(1));
      };

  /// With r = p0 or 2 p1: y = e^(-r / 2) at 1/2, then p1 + (y - p1) e^(-1/2) at 1.
  @Test
  void bothBranchesHaveTheirGradient() {
    double rest = Math.exp(-0.5);
    for (double[] at : new double[][] {{1.4, 0.7}, {0.6, 0.7}}) {
      boolean first = at[0] > 1;
      double half = Math.exp(-(first ? at[0] : 2 * at[1]) / 2);
      double[] expected = {first ? -half / 2 * rest : 0, 1 - rest + (first ? 0 : -half * rest)};
      TracedLoss.check(
          expected,
          1e-9,
          way -> {
            SolvePlan plan =
                SolvePlan.of(
                        Tsit5.METHOD,
                        StepControl.adaptive(Tolerances.of(1e-11, 1e-11)),
                        TimeSpan.of(0, 1),
                        SaveAt.times(1))
                    .withStops(0.5)
                    .with(way);
            return p ->
                TracedSolve.of(
                        "branching",
                        BRANCHING,
                        plan,
                        p.get(0).times(0).plus(1).reshape(Shape.of(1)),
                        TracedLoss.reading(p))
                    .states()
                    .sum();
          },
          at);
    }
  }
}
