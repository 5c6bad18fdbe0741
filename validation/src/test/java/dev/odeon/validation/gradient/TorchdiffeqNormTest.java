package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import org.junit.jupiter.api.Test;

/// Facts of torchdiffeq's `tests/norm_tests.py`: with the seminorm the adjoint takes no more
/// evaluations, since parameters have no part in its steps.
class TorchdiffeqNormTest {
  private static final VectorField NONE =
      (t, y, q) -> y.reverse(0).sin().times(0.7).minus(y.times(0.1));

  private static final VectorField SOME = (t, y, q) -> NONE.apply(t, y, q).plus(q.get("p").sum());

  private static long evaluations(VectorField field, Sensitivity sensitivity, double... p) {
    Differentiated problem =
        new Differentiated(
            field,
            (LaneMethod) Methods.named("dormand_prince_54"),
            StepControl.adaptive(Tolerances.of(1e-9, 1e-12)),
            TimeSpan.of(0, 5),
            SaveAt.linspace(0, 5, 3),
            new double[] {2, 0},
            p);
    return problem.gradient(sensitivity, u -> u).report().stats().stream()
        .mapToLong(stats -> stats.evaluations())
        .sum();
  }

  @Test
  void parametersDoNotCostSteps() {
    for (Sensitivity sensitivity : Differentiated.all()) {
      assertEquals(
          evaluations(NONE, sensitivity),
          evaluations(SOME, sensitivity, new double[300]),
          sensitivity.toString());
    }
  }
}
