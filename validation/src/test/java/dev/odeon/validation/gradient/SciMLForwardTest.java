package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core1/forward.jl`: forward sensitivities are those of
/// differences; Robertson's problem with and without a mass matrix.
class SciMLForwardTest {
  private static final VectorField LOTKA_VOLTERRA =
      (t, y, q) -> {
        Tensor p = q.get("p");
        Tensor both = y.get(0).times(y.get(1));
        return Tensor.concatenate(
            p.get(0).times(y.get(0)).minus(p.get(1).times(both)),
            p.get(3).times(both).minus(p.get(2).times(y.get(1))));
      };

  private static final double[] P = {1.5, 1, 3, 1};

  private static SolvePlan plan(double end, SaveAt times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
        TimeSpan.of(0, end),
        times);
  }

  @Test
  void forwardSensitivitiesAreThoseOfDifferences() {
    SolvePlan plan = plan(10, SaveAt.times(5, 10)).with(new Sensitivity.Forward());
    for (int k = 0; k < 4; k++) {
      int component = k;
      TracedLoss loss =
          TracedLoss.of(
              4,
              p ->
                  TracedSolve.of(
                          "lv",
                          LOTKA_VOLTERRA,
                          plan,
                          Tensor.concatenate(p.get(0).times(0), p.get(0).times(0)).plus(1),
                          TracedLoss.reading(p))
                      .states()
                      .reshape(Shape.of(4))
                      .get(component));
      assertArrayEquals(loss.differences(1e-3, P), loss.gradient(P), 1e-8, "state " + k);
    }
  }

  private static double[] robertson(VectorField field, MassMatrix mass) {
    return OdeSolver.solve(
            OdeProblem.of(
                    FieldGraph.trace("robertson", field, 3),
                    TimeSpan.of(0, 10),
                    new double[] {1, 0, 0})
                .withMass(mass),
            Rosenbrock.RODAS_5P,
            StepControl.adaptive(Tolerances.perComponent(1e-11, 1e-12, 1e-16, 1e-12)),
            SaveAt.times(10))
        .state(0, 0);
  }

  @Test
  void aMassMatrixIsOnlyAnotherForm() {
    VectorField rates =
        (t, y, q) -> {
          Tensor a = y.get(0).times(0.04);
          Tensor b = y.get(1).times(y.get(1)).times(3e7);
          Tensor c = y.get(1).times(y.get(2)).times(1e4);
          return Tensor.concatenate(c.minus(a), a.minus(c).minus(b), b);
        };
    VectorField conserving =
        (t, y, q) -> {
          Tensor f = rates.apply(t, y, q);
          return Tensor.concatenate(f.get(0), f.get(1), y.sum().minus(1));
        };
    double[] plain = robertson(rates, MassMatrix.diagonal(1, 1, 1));
    double[] algebraic = robertson(conserving, MassMatrix.diagonal(1, 1, 0));
    assertArrayEquals(plain, algebraic, 1e-10);
  }
}
