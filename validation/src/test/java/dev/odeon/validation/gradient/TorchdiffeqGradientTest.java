package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedProblem;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Facts of torchdiffeq's `tests/gradient_tests.py`: the adjoint against the derivative of the
/// steps, at 1e-9 and 1e-12.
class TorchdiffeqGradientTest {
  private static final StepControl CONTROL = StepControl.adaptive(Tolerances.of(1e-9, 1e-12));

  private static Differentiated problem(
      VectorField field, TimeSpan span, int count, double[] initial, double... p) {
    LaneMethod method = (LaneMethod) Methods.named("dormand_prince_54");
    SaveAt saveAt = SaveAt.linspace(span.start(), span.end(), count);
    return new Differentiated(field, method, CONTROL, span, saveAt, initial, p);
  }

  private static void checkAgreement(Differentiated problem, double allowed, String name) {
    Differentiated.Gradient steps =
        problem.gradient(new Sensitivity.Discrete(), TorchdiffeqGradientTest::random);
    for (Sensitivity sensitivity : Differentiated.all()) {
      Differentiated.Gradient g = problem.gradient(sensitivity, TorchdiffeqGradientTest::random);
      String what = name + ", " + sensitivity;
      assertArrayEquals(steps.initial(), g.initial(), allowed, what);
      assertArrayEquals(steps.p(), g.p(), allowed, what);
    }
  }

  private static double[] random(double[] states) {
    return new Random(3).doubles(states.length, -1, 1).toArray();
  }

  /// y' = a + (y - (a t + b))^5.
  @Test
  void constant() {
    VectorField field =
        (t, y, q) -> {
          Tensor a = q.get("p").get(0);
          Tensor b = q.get("p").get(1);
          return y.minus(a.times(t).plus(b)).pow(5).plus(a);
        };
    Differentiated problem = problem(field, TimeSpan.of(1, 8), 10, new double[] {0.2 + 3}, 0.2, 3);
    checkAgreement(problem, 1e-10, "constant");
  }

  /// y' = 2 y / t + t^4 sin 2t - t^2 + 4 t^3.
  @Test
  void sine() {
    VectorField field =
        (t, y, q) -> {
          Tensor forcing =
              t.pow(4).times(t.times(2).sin()).minus(t.times(t)).plus(t.times(t).times(t).times(4));
          return y.times(2).dividedBy(t).plus(forcing).times(q.get("p").get(0));
        };
    checkAgreement(problem(field, TimeSpan.of(1, 8), 10, new double[] {0.4}, 1), 5e-3, "sine");
  }

  /// y' = (U - U^T) y, ten components.
  @Test
  void linear() {
    double[] u = new Random(1).doubles(100, -1, 1).toArray();
    VectorField field =
        (t, y, q) -> {
          Tensor m = q.get("p").reshape(Shape.of(10, 10));
          return m.minus(m.transpose()).matmul(y.reshape(Shape.of(10, 1))).reshape(Shape.of(10));
        };
    double[] ones = new double[10];
    Arrays.fill(ones, 1);
    checkAgreement(problem(field, TimeSpan.of(1, 4), 5, ones, u), 1e-5, "linear");
  }

  /// The spiral y' = A (y^3) to t = 25: 3e-4 for the start, 2e-3 for the matrix.
  @Test
  void spiral() {
    VectorField field =
        (t, y, q) ->
            q.get("p")
                .reshape(Shape.of(2, 2))
                .transpose()
                .matmul(y.pow(3).reshape(Shape.of(2, 1)))
                .reshape(Shape.of(2));
    Differentiated problem =
        problem(field, TimeSpan.of(0, 25), 10, new double[] {2, 0}, -0.1, 2, -2, -0.1);
    double[] end = problem.solve().state(0, 9);
    assertEquals(-4.4362348669863494539e-1, end[0], 1e-6);
    Differentiated.Gradient steps = problem.gradient(new Sensitivity.Discrete(), u -> u);
    for (Sensitivity sensitivity : Differentiated.all()) {
      Differentiated.Gradient g = problem.gradient(sensitivity, u -> u);
      assertArrayEquals(steps.initial(), g.initial(), 3e-4, sensitivity.toString());
      assertArrayEquals(steps.p(), g.p(), 2e-3, sensitivity.toString());
    }
  }

  @Test
  void unusedParametersHaveGradientZero() {
    VectorField field = (t, y, q) -> y.times(q.get("p").get(0)).negate();
    Differentiated problem = problem(field, TimeSpan.of(0, 1), 3, new double[] {1}, 0.5, 7);
    for (Sensitivity sensitivity : Differentiated.all()) {
      assertEquals(0.0, problem.gradient(sensitivity, u -> u).p()[1], sensitivity.toString());
    }
  }

  /// The gradient for the times of the spiral: what the loss weighs there, along the field.
  @Test
  void timesHaveGradients() {
    double[] times = {5, 12, 25};
    double[] w = {0.3, -1, 0.8, 0.2, 1, 0.5};
    SolvePlan plan =
        SolvePlan.of(
            (LaneMethod) Methods.named("dormand_prince_54"),
            CONTROL,
            TimeSpan.of(0, 1),
            SaveAt.times(1));
    VectorField spiral =
        (t, y, q) -> {
          Tensor cubes = y.pow(3);
          Tensor turned = Tensor.concatenate(cubes.get(1).times(-2), cubes.get(0).times(2));
          return cubes.times(-0.1).plus(turned);
        };
    TracedLoss loss =
        TracedLoss.of(
            3,
            p -> {
              Tensor zero = p.get(0).times(0);
              Tensor start = Tensor.concatenate(zero.plus(2), zero);
              Tensor weights = p.tracer().constant(Literal.of(TensorType.f64(3, 2), w));
              return TracedProblem.of("spiral", spiral, start, new LinkedHashMap<>())
                  .solveThrough(zero, p, plan)
                  .times(weights)
                  .sum();
            });
    Differentiated exact =
        problem(spiral, TimeSpan.of(0, 25), 2, new double[] {2, 0}).savingAt(SaveAt.times(times));
    double[] states = exact.solve().states();
    double[] expected = new double[3];
    for (int i = 0; i < 3; i++) {
      double a = Math.pow(states[2 * i], 3);
      double b = Math.pow(states[2 * i + 1], 3);
      expected[i] = w[2 * i] * (-0.1 * a - 2 * b) + w[2 * i + 1] * (2 * a - 0.1 * b);
    }
    assertArrayEquals(expected, loss.gradient(times), 1e-4);
  }
}
