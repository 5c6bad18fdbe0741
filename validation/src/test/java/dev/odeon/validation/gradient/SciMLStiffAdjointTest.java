package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.adjoint.AdjointSettings;
import dev.odeon.adjoint.Sensitivity;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Facts of SciMLSensitivity's `test/Core2/stiff_adjoints.jl`.
class SciMLStiffAdjointTest {
  private static final List<Sensitivity> INTERPOLATING =
      List.of(
          new Sensitivity.Interpolating(),
          new Sensitivity.Quadrature(AdjointSettings.DEFAULT, Tolerances.of(1e-9, 1e-9)),
          new Sensitivity.Gauss());

  private static LaneMethod method(String name) {
    return (LaneMethod) Methods.named(name);
  }

  /// Lotka-Volterra: sum of both components over 0, 0.1, ..., 10.
  @ParameterizedTest
  @ValueSource(strings = {"radau5", "trbdf2", "rosenbrock23", "rodas4", "rodas5p"})
  void lotkaVolterraByStiffMethods(String name) {
    double[] expected = {
      8.3053626623165532553, -159.48429271513863628, 75.203508213772772486, -339.19509276606090703
    };
    double tolerance = method(name).order() < 3 ? 1e-7 : 1e-9;
    Differentiated problem =
        new Differentiated(
            (t, y, q) -> {
              Tensor p = q.get("p");
              Tensor both = y.get(0).times(y.get(1));
              return Tensor.concatenate(
                  p.get(0).times(y.get(0)).minus(p.get(1).times(both)),
                  p.get(3).times(both).minus(p.get(2).times(y.get(1))));
            },
            method(name),
            StepControl.adaptive(Tolerances.of(tolerance, tolerance)),
            TimeSpan.of(0, 10),
            SaveAt.linspace(0, 10, 101),
            new double[] {1, 1},
            new double[] {1.5, 1, 3, 1});
    double[] p =
        problem
            .gradient(
                new Sensitivity.Gauss(),
                states -> {
                  double[] ones = new double[states.length];
                  Arrays.fill(ones, 1);
                  return ones;
                })
            .p();
    double allowed = (method(name).order() < 3 ? 1e-4 : 1e-6) * 339;
    assertArrayEquals(expected, p, allowed);
  }

  /// u' = p u: the derivative of u(1) for p is u(1).
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rosenbrock23",
        "rodas4",
        "rodas5p",
        "bdf",
        "implicit_euler",
        "trbdf2",
        "kvaerno3",
        "kvaerno4",
        "kvaerno5",
        "kencarp4",
        "radau5",
        "auto",
        "rkc"
      })
  void growthByEverySolver(String name) {
    Differentiated growth =
        new Differentiated(
            (t, y, q) -> y.times(q.get("p").get(0)),
            method(name),
            StepControl.adaptive(Tolerances.of(1e-5, 1e-5)),
            TimeSpan.of(0, 1),
            SaveAt.times(1),
            new double[] {1},
            new double[] {1.01});
    double expected = Math.exp(1.01);
    for (Sensitivity sensitivity : INTERPOLATING) {
      double[] p = growth.gradient(sensitivity, u -> new double[] {1}).p();
      assertEquals(expected, p[0], 1e-2 * expected, sensitivity.toString());
    }
  }

  /// Robertson's problem to t = 10^4, as it was published.
  @Test
  void robertsonsProblem() {
    Differentiated problem =
        new Differentiated(
            (t, y, q) -> {
              Tensor p = q.get("p");
              Tensor a = y.get(0).times(p.get(0));
              Tensor b = y.get(1).times(y.get(1)).times(p.get(1));
              Tensor c = y.get(1).times(y.get(2)).times(p.get(2));
              return Tensor.concatenate(c.minus(a), a.minus(c).minus(b), b);
            },
            Rosenbrock.RODAS_5P,
            StepControl.adaptive(Tolerances.perComponent(1e-9, 1e-11, 1e-15, 1e-11)),
            TimeSpan.of(0, 1e4),
            SaveAt.times(10, 1e4),
            new double[] {1, 0, 0},
            new double[] {0.04, 3e7, 1e4});
    double[] scale = {0.04, 3e7, 1e4};
    double[] steps = problem.gradient(new Sensitivity.Discrete(), u -> u).p();
    for (Sensitivity sensitivity : INTERPOLATING) {
      double[] p = problem.gradient(sensitivity, u -> u).p();
      double[] relative = new double[3];
      double[] expected = new double[3];
      for (int i = 0; i < 3; i++) {
        relative[i] = p[i] * scale[i];
        expected[i] = steps[i] * scale[i];
      }
      assertArrayEquals(expected, relative, 1e-6, sensitivity.toString());
    }
  }
}
