package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sensitivities of a solve inside a model.
class SolveSensitivityTest {
  private static SolvePlan plan(LaneMethod method) {
    return SolvePlan.of(
        method,
        StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
        TimeSpan.of(0, 2),
        SaveAt.times(1, 2));
  }

  /// The loss of y' = -k y, y(0) = 1, against observations of three lanes.
  private static GraphObjective objective(SolvePlan plan, List<Solve> solves) {
    ParameterSpec spec = ParameterSpec.builder().add("k", Shape.SCALAR, new Constant(1)).build();
    ValueType observations = new ValueType(TensorType.f64(2), Scope.PER_LANE);
    return GraphObjective.of(
        spec,
        List.of(observations),
        List.of(new double[] {0.6, 0.5, 0.4, 0.37, 0.3, 0.2}),
        3,
        new ReferenceBackend(),
        (p, data) -> {
          Tensor start = p.get("k").tracer().constant(Literal.filled(TensorType.f64(1), 1));
          TracedSolve solve =
              TracedSolve.of(
                  "decay",
                  (t, y, q) -> y.times(q.get("k")).negate(),
                  plan,
                  start,
                  new LinkedHashMap<>(Map.of("k", p.get("k"))));
          solves.add(solve.solve());
          return Loss.MEAN_SQUARE.mean(solve.states().reshape(Shape.of(2)), data.get(0));
        });
  }

  private static double exact(double k) {
    double[][] data = {{0.6, 0.37}, {0.5, 0.3}, {0.4, 0.2}};
    double sum = 0;
    for (double[] row : data) {
      for (int i = 0; i < 2; i++) {
        double y = Math.exp(-k * (i + 1));
        sum += 2 * (y - row[i]) * -(i + 1) * y;
      }
    }
    return sum / 2;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "bdf", "rkc", "auto", "rodas5p"})
  void aModelIsDifferentiatedByTheSensitivityOfItsPlan(String name) {
    SolvePlan plan = plan((LaneMethod) Methods.named(name));
    for (Sensitivity sensitivity : ContinuousAdjointTest.all().toList()) {
      List<Solve> solves = new ArrayList<>();
      double[] gradient = new double[1];
      objective(plan.with(sensitivity), solves).valueAndGradient(new double[] {0.5}, gradient);
      String what = name + ", " + sensitivity;
      assertEquals(exact(0.5), gradient[0], 1e-6, what);
      assertTrue(solves.getLast().lastAdjoint().orElseThrow().isSuccess(), what);
    }
  }

  @Test
  void stepsThatCannotBeDifferentiatedGetAnAdjointEquation() {
    assertInstanceOf(Sensitivity.Gauss.class, plan(Bdf.METHOD).sensitivity());
    assertInstanceOf(Sensitivity.Discrete.class, plan(Tsit5.METHOD).sensitivity());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> plan(Bdf.METHOD).with(new Sensitivity.Discrete()))
            .getMessage();
    assertEquals(
        "method 'bdf' has no sensitivity Discrete: what a step computes depends on more than its beginning and size; take"
            + " Gauss, Interpolating or Quadrature",
        message);
  }

  /// The integral of y over [0, 2] of y' = -k y: (1 - exp(-2 k)) / k.
  @Test
  void theIntegralOfACostHasAGradient() {
    ParameterSpec spec = ParameterSpec.builder().add("k", Shape.SCALAR, new Constant(1)).build();
    for (Sensitivity sensitivity : ContinuousAdjointTest.all().toList()) {
      SolvePlan plan = plan(Tsit5.METHOD).with(sensitivity);
      GraphObjective objective =
          GraphObjective.of(
              spec,
              List.of(new ValueType(TensorType.f64(1), Scope.PER_LANE)),
              List.of(new double[] {1}),
              1,
              new ReferenceBackend(),
              (p, data) ->
                  TracedProblem.of(
                          "decay",
                          (t, y, q) -> y.times(q.get("k")).negate(),
                          data.getFirst(),
                          new LinkedHashMap<>(Map.of("k", p.get("k"))))
                      .integrating((t, y, q) -> y.get(0))
                      .solve(plan)
                      .integral()
                      .orElseThrow()
                      .get(1));
      double[] gradient = new double[1];
      objective.valueAndGradient(new double[] {0.5}, gradient);
      double e = Math.exp(-1);
      double expected = (2 * e * 0.5 - (1 - e)) / 0.25;
      assertEquals(expected, gradient[0], 1e-7, sensitivity.toString());
    }
  }
}
