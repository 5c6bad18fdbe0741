package dev.odeon.ode.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.method.DiagonallyImplicit;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Radau;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.VectorField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Steps of implicit methods as functions that can be differentiated.
class ImplicitFunctionTest {
  private static final VectorField LOGISTIC =
      (t, y, p) -> y.times(y.negate().plus(1)).times(p.get("k"));

  private static Graph step(LaneMethod method, VectorField field) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("k", new ValueType(TensorType.f64(), Scope.PER_LANE));
    return new StepGraphs(FieldGraph.trace("field", field, 1, types), method).step();
  }

  /// The new state, and its derivatives for the state and the parameter.
  private static double[] reverse(LaneMethod method, VectorField field, double... in) {
    Graph step = step(method, field);
    Graph vjp = ReverseMode.vjp(step, List.of(2, 3));
    int outputs = step.outputs().size();
    double[][] inputs = new double[4 + outputs][1];
    for (int i = 0; i < 4; i++) {
      inputs[i][0] = in[i];
    }
    inputs[4][0] = 1;
    double[][] out = new double[outputs + 2][1];
    new ReferenceBackend().compile(vjp).run(inputs, out, 1);
    return new double[] {out[0][0], out[outputs][0], out[outputs + 1][0]};
  }

  private static double[] forward(LaneMethod method, VectorField field, double... in) {
    Graph step = step(method, field);
    Graph jvp = ForwardMode.jvp(step, List.of(2, 3));
    int outputs = step.outputs().size();
    double[] result = new double[3];
    for (int direction = 0; direction < 2; direction++) {
      double[][] inputs = new double[6][1];
      for (int i = 0; i < 4; i++) {
        inputs[i][0] = in[i];
      }
      inputs[4 + direction][0] = 1;
      double[][] out = new double[2 * outputs][1];
      new ReferenceBackend().compile(jvp).run(inputs, out, 1);
      result[0] = out[0][0];
      result[1 + direction] = out[outputs][0];
    }
    return result;
  }

  /// Backward Euler solves `z = y + h k z (1 - z)`, a quadratic equation.
  @Test
  void backwardEulerHasTheDerivativesOfTheRootOfItsEquation() {
    double h = 0.7;
    double y = 0.3;
    double k = 2;
    double b = 1 - h * k;
    double z = (-b + Math.sqrt(b * b + 4 * h * k * y)) / (2 * h * k);
    double slope = 1 - h * k * (1 - 2 * z);
    double[] expected = {z, 1 / slope, h * z * (1 - z) / slope};
    double[] reverse = reverse(DiagonallyImplicit.IMPLICIT_EULER, LOGISTIC, 0, h, y, k);
    double[] forward = forward(DiagonallyImplicit.IMPLICIT_EULER, LOGISTIC, 0, h, y, k);
    for (int i = 0; i < 3; i++) {
      assertEquals(expected[i], reverse[i], 1e-15, "reverse mode, derivative " + i);
      assertEquals(expected[i], forward[i], 1e-15, "forward mode, derivative " + i);
    }
  }

  /// With `s = 1 - h k (1 - 2 z)` the slope of that equation, `d^2 z / dy^2 = -2 h k / s^3`.
  @Test
  void backwardEulerHasTheSecondDerivativeOfTheRootOfItsEquation() {
    double h = 0.7;
    double y = 0.3;
    double k = 2;
    double b = 1 - h * k;
    double z = (-b + Math.sqrt(b * b + 4 * h * k * y)) / (2 * h * k);
    double slope = 1 - h * k * (1 - 2 * z);
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("k", new ValueType(TensorType.f64(), Scope.PER_LANE));
    FieldGraph field = FieldGraph.trace("field", LOGISTIC, 1, types);
    Graph step = new StepGraphs(field, DiagonallyImplicit.IMPLICIT_EULER).step(2);
    Graph once = ForwardMode.jvp(step, List.of(2));
    Graph twice = ForwardMode.jvp(once, List.of(2));
    double[][] out = new double[twice.outputs().size()][1];
    double[][] in = {{0}, {h}, {y}, {k}, {1}, {1}};
    new ReferenceBackend().compile(twice).run(in, out, 1);
    double second = out[3 * step.outputs().size()][0];
    assertEquals(-2 * h * k / (slope * slope * slope), second, 1e-14);
  }

  /// The stability function of Radau IIA, `(1 + 2z/5 + z^2/20) / (1 - 3z/5 + 3z^2/20 - z^3/60)`.
  @Test
  void radauHasTheDerivativesOfItsStabilityFunction() {
    double h = 0.5;
    double y = 1.3;
    double k = -3;
    double z = h * k;
    double above = 1 + 0.4 * z + z * z / 20;
    double below = 1 - 0.6 * z + 0.15 * z * z - z * z * z / 60;
    double rate =
        ((0.4 + z / 10) * below - above * (-0.6 + 0.3 * z - z * z / 20)) / (below * below);
    double[] expected = {y * above / below, above / below, y * h * rate};
    double[] reverse = reverse(Radau.RADAU_5, (t, x, p) -> x.times(p.get("k")), 0, h, y, k);
    double[] forward = forward(Radau.RADAU_5, (t, x, p) -> x.times(p.get("k")), 0, h, y, k);
    for (int i = 0; i < 3; i++) {
      assertEquals(expected[i], reverse[i], 1e-14, "reverse mode, derivative " + i);
      assertEquals(expected[i], forward[i], 1e-14, "forward mode, derivative " + i);
    }
  }

  /// `z = 1 + z^2` has no real root.
  @Test
  void aStepWithoutSolutionHasDerivativesNan() {
    for (LaneMethod method : List.of(DiagonallyImplicit.IMPLICIT_EULER, Radau.RADAU_5)) {
      double[] reverse = reverse(method, (t, y, p) -> y.times(y).times(p.get("k")), 0, 1, 1, 1);
      double[] forward = forward(method, (t, y, p) -> y.times(y).times(p.get("k")), 0, 1, 1, 1);
      for (int i = 1; i < 3; i++) {
        assertTrue(Double.isNaN(reverse[i]), method + ": reverse " + reverse[i]);
        assertTrue(Double.isNaN(forward[i]), method + ": forward " + forward[i]);
      }
    }
  }

  /// The iteration is not differentiated: reverse mode could not.
  @Test
  void theIterationIsAConstant() {
    Graph step = step(DiagonallyImplicit.KVAERNO_5, LOGISTIC);
    assertFalse(step.equations().isEmpty());
    assertEquals(
        step.equations().stream().filter(e -> e.op().name().equals("while")).count(),
        ReverseMode.vjp(step, List.of(2, 3)).equations().stream()
            .filter(e -> e.op().name().equals("while"))
            .count());
  }
}
