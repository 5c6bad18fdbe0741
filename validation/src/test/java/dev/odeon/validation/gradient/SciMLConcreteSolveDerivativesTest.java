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
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core1/concrete_solve_derivatives.jl`: every sensitivity, for
/// the start and the parameters, with all states, one component, or the last state in the loss.
class SciMLConcreteSolveDerivativesTest {
  /// Lotka-Volterra; p holds the rates and then the start.
  private static TracedSolve solve(SolvePlan plan, Tensor p) {
    return TracedSolve.of(
        "lv",
        (t, y, q) -> {
          Tensor k = q.get("p");
          Tensor both = y.get(0).times(y.get(1));
          return Tensor.concatenate(
              k.get(0).times(y.get(0)).minus(k.get(1).times(both)),
              k.get(3).times(both).minus(k.get(2).times(y.get(1))));
        },
        plan,
        p.slice(4, 6),
        TracedLoss.reading(p));
  }

  private static void check(SaveAt times, UnaryOperator<Tensor> ofStates) {
    double[] at = {1.5, 1, 3, 1, 1, 1};
    SolvePlan plan =
        SolvePlan.of(
            Verner7.METHOD,
            StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
            TimeSpan.of(0, 10),
            times);
    double[] expected =
        TracedLoss.of(
                6, p -> ofStates.apply(solve(plan.with(new Sensitivity.Forward()), p).states()))
            .gradient(at);
    double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    TracedLoss.check(
        expected, 1e-9 * size, way -> p -> ofStates.apply(solve(plan.with(way), p).states()), at);
  }

  @Test
  void allStates() {
    check(SaveAt.linspace(0, 10, 101), Tensor::sum);
  }

  @Test
  void oneComponent() {
    check(SaveAt.linspace(0, 10, 11), rows -> rows.transpose().slice(0, 1).sum());
  }

  @Test
  void theLastState() {
    check(SaveAt.times(10), rows -> rows.times(rows).sum());
  }
}
