package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core6/null_parameters.jl`.
class SciMLNullParametersTest {
  @Test
  void fieldsWithoutParametersHaveGradientsForTheStart() {
    Differentiated growth =
        new Differentiated(
            (t, y, q) -> y.times(0.3),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
            TimeSpan.of(0, 2),
            SaveAt.times(1, 2),
            new double[] {0.5},
            new double[0]);
    for (Sensitivity sensitivity : Differentiated.all()) {
      double[] g = growth.gradient(sensitivity, u -> new double[] {1, 1}).initial();
      assertEquals(Math.exp(0.3) + Math.exp(0.6), g[0], 1e-8, sensitivity.toString());
    }
  }
}
