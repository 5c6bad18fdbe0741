package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Verner7;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core6/second_order_odes.jl`.
class SciMLSecondOrderOdesTest {
  /// An oscillator as a system of first order: all adjoints give the same.
  @Test
  void secondOrderEquationsHaveTheSameGradientByAll() {
    Differentiated oscillator =
        new Differentiated(
            (t, y, q) ->
                Tensor.concatenate(
                    y.get(1), q.get("p").get(0).times(y.get(0)).plus(y.get(1).times(0.1)).negate()),
            Verner7.METHOD,
            StepControl.adaptive(Tolerances.of(1e-11, 1e-11)),
            TimeSpan.of(0, 10),
            SaveAt.linspace(0, 10, 11),
            new double[] {1, 0},
            new double[] {1.3});
    double expected = oscillator.gradient(new Sensitivity.Discrete(), u -> u).p()[0];
    for (Sensitivity sensitivity : Differentiated.all()) {
      assertEquals(
          expected, oscillator.gradient(sensitivity, u -> u).p()[0], 1e-7, sensitivity.toString());
    }
  }
}
