package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core7/physical_ode_regression.jl`.
class SciMLPhysicalOdeRegressionTest {
  /// A falling mass: the sum of heights at 0, 0.05, ..., 2 has derivative -27.675 for g and 0 for
  /// m.
  @Test
  void aFallingMassHasTheExactGradient() {
    Differentiated fall =
        new Differentiated(
            (t, y, q) -> {
              Tensor g = q.get("p").get(0);
              Tensor m = q.get("p").get(1);
              return Tensor.concatenate(y.get(1), g.times(m).dividedBy(m).negate());
            },
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
            TimeSpan.of(0, 2),
            SaveAt.linspace(0, 2, 41),
            new double[] {100, 0},
            new double[] {9.81, 2});
    List<Sensitivity> all = Differentiated.all();
    for (Sensitivity sensitivity : all) {
      double[] p =
          fall.gradient(
                  sensitivity,
                  states -> {
                    double[] w = new double[states.length];
                    for (int i = 0; i < w.length; i += 2) {
                      w[i] = 1;
                    }
                    return w;
                  })
              .p();
      assertArrayEquals(new double[] {-27.675, 0}, p, 1e-9, sensitivity.toString());
    }
  }
}
