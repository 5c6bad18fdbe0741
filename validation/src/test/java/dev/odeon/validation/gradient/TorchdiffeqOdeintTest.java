package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// Facts of torchdiffeq's `tests/odeint_tests.py`: t from 1 to 8 and back, within 1e-7 and 1e-9.
class TorchdiffeqOdeintTest {
  private static final StepControl CONTROL = StepControl.adaptive(Tolerances.of(1e-7, 1e-9));

  private static final VectorField SINE =
      (t, y, q) ->
          y.times(2)
              .dividedBy(t)
              .plus(t.pow(4).times(t.times(2).sin()))
              .minus(t.times(t))
              .plus(t.times(t).times(t).times(4));

  private static double sine(double t) {
    return -0.5 * Math.pow(t, 4) * Math.cos(2 * t)
        + 0.5 * Math.pow(t, 3) * Math.sin(2 * t)
        + 0.25 * t * t * Math.cos(2 * t)
        - Math.pow(t, 3)
        + 2 * Math.pow(t, 4)
        + (Math.PI - 0.25) * t * t;
  }

  private static final String[] METHODS = {
    "tsit5", "dormand_prince_54", "dormand_prince_853", "bogacki_shampine_32", "verner7"
  };

  private static void check(VectorField field, DoubleUnaryOperator exact, double allowed) {
    for (String name : METHODS) {
      for (double[] way : new double[][] {{1, 8}, {8, 1}}) {
        SaveAt times = SaveAt.linspace(way[0], way[1], 10);
        OdeProblem problem =
            OdeProblem.of(field, TimeSpan.of(way[0], way[1]), exact.applyAsDouble(way[0]));
        Solution found = OdeSolver.solve(problem, Methods.named(name), CONTROL, times);
        for (int i = 0; i < 10; i++) {
          double expected = exact.applyAsDouble(times.time(i));
          assertEquals(
              expected,
              found.state(0, i, 0),
              allowed * Math.abs(expected),
              name + " from " + way[0] + " at " + times.time(i));
        }
      }
    }
  }

  /// y' = a + (y - (a t + b))^5.
  @Test
  void constant() {
    check((t, y, q) -> y.minus(t.times(0.2).plus(3)).pow(5).plus(0.2), t -> 0.2 * t + 3, 3e-4);
  }

  @Test
  void sine() {
    check(SINE, TorchdiffeqOdeintTest::sine, 3e-4);
  }

  /// y' = -0.1 e^(-0.1 t), whatever y is.
  @Test
  void exponential() {
    check(
        (t, y, q) -> t.times(-0.1).exp().times(-0.1).plus(y.times(0)),
        t -> Math.exp(-0.1 * t),
        3e-4);
  }

  /// y' = (U - U^T) y: there and back, and the length stays.
  @Test
  void linear() {
    double[] u = new Random(1).doubles(100, -1, 1).toArray();
    VectorField field =
        (t, y, q) -> {
          Tensor m = y.tracer().constant(Literal.of(TensorType.f64(10, 10), u));
          return m.minus(m.transpose()).matmul(y.reshape(Shape.of(10, 1))).reshape(Shape.of(10));
        };
    double[] start = new double[10];
    Arrays.fill(start, 1);
    for (String name : METHODS) {
      double[] there =
          OdeSolver.solve(
                  OdeProblem.of(field, TimeSpan.of(1, 8), start),
                  Methods.named(name),
                  CONTROL,
                  SaveAt.times(8))
              .state(0, 0);
      assertEquals(10, Arrays.stream(there).map(x -> x * x).sum(), 2e-3, name);
      double[] back =
          OdeSolver.solve(
                  OdeProblem.of(field, TimeSpan.of(8, 1), there),
                  Methods.named(name),
                  CONTROL,
                  SaveAt.times(1))
              .state(0, 0);
      assertArrayEquals(start, back, 2e-3, name);
    }
  }

  @Test
  void oneTimeGivesTheStart() {
    OdeProblem problem = OdeProblem.of(SINE, TimeSpan.of(1, 1), 0.7);
    Solution found = OdeSolver.solve(problem, Tsit5.METHOD, CONTROL, SaveAt.times(1));
    assertEquals(0.7, found.state(0, 0, 0));
    assertEquals(0, found.stats(0).accepted());
  }

  /// x' = -x / 2 up to t = 1/2, x^2 from there on: where the jump is known, both sweeps take fewer
  /// evaluations.
  @Test
  void aKnownJumpTakesFewerEvaluations() {
    VectorField field =
        (t, y, q) -> t.compare(Comparison.LT, 0.5).select(y.times(-0.5), y.times(y));
    OdeProblem problem = OdeProblem.of(field, TimeSpan.of(0, 1), 1);
    Solution blind = OdeSolver.solve(problem, Tsit5.METHOD, CONTROL, SaveAt.times(1));
    Solution told = OdeSolver.solve(problem.withStops(0.5), Tsit5.METHOD, CONTROL, SaveAt.times(1));
    double middle = Math.exp(-0.25);
    double end = 1 / (1 / middle - 0.5);
    assertEquals(end, told.state(0, 0, 0), 1e-6);
    assertEquals(end, blind.state(0, 0, 0), 1e-4);
    assertTrue(
        told.stats(0).evaluations() < blind.stats(0).evaluations(),
        told.stats(0) + " is not less than " + blind.stats(0));
    assertTrue(told.stats(0).rejected() < blind.stats(0).rejected(), "rejected steps");
  }

  /// Ten steps of Euler's method on y' = y: y(1) = 1.1^10, and so is the gradient of the Euler
  /// adjoint.
  @Test
  void eulersMethodHasAnEulerAdjoint() {
    Differentiated growth =
        new Differentiated(
            (t, y, q) -> y,
            (LaneMethod) Methods.named("euler"),
            StepControl.fixed(10),
            TimeSpan.of(0, 1),
            SaveAt.times(1),
            new double[] {1},
            new double[0]);
    Solution found = growth.solve();
    assertEquals(Math.pow(1.1, 10), found.state(0, 0, 0), 1e-14);
    assertEquals(10, found.stats(0).accepted());
    for (Sensitivity sensitivity : Differentiated.all()) {
      double[] g = growth.gradient(sensitivity, u -> new double[] {1}).initial();
      assertEquals(Math.pow(1.1, 10), g[0], 1e-14, sensitivity.toString());
    }
  }
}
