package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SteadyStateTest {
  /// y0' = p0 - y0^3 + y1, y1' = p1 (y0 - 2 y1).
  private static final VectorField COUPLED =
      (t, y, p) -> {
        Tensor q = p.get("p");
        return Tensor.concatenate(
            q.get(0).minus(y.get(0).pow(3)).plus(y.get(1)),
            q.get(1).times(y.get(0).minus(y.get(1).times(2))));
      };

  static Stream<SteadySearch> searches() {
    return Stream.of(
        new SteadySearch.Newton(50),
        SteadySearch.Integrating.by(Tsit5.METHOD),
        SteadySearch.Integrating.by(Rosenbrock.RODAS_5P));
  }

  private record Traced(Graph graph, SteadyState search) {}

  private static Traced trace(VectorField field, SteadyPlan plan, Scope parameters) {
    Tracer tracer = new Tracer();
    Tensor guess = tracer.input(TensorType.f64(2), Scope.PER_LANE);
    Tensor p = tracer.input(TensorType.f64(2), parameters);
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    needed.put("p", p);
    TracedSteadyState state = TracedSteadyState.of("coupled", field, plan, guess, needed);
    return new Traced(tracer.graph("model", List.of(state.state())), state.search());
  }

  private static SteadyPlan plan(SteadySearch search) {
    return new SteadyPlan(search, Tolerances.of(1e-10, 1e-10), new ReferenceBackend(), 2);
  }

  /// The zero of p0 - y^3 + y / 2 by bisection.
  private static double exact(double p0) {
    double low = 0.5;
    double high = 10;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      if (p0 - middle * middle * middle + middle / 2 > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @ParameterizedTest
  @MethodSource("searches")
  void statesAndDerivativesAreThoseOfTheImplicitFunction(SteadySearch search) {
    int lanes = 70;
    Traced traced = trace(COUPLED, plan(search), Scope.PER_LANE);
    double[] guess = new double[2 * lanes];
    double[] p = new double[2 * lanes];
    double[] w = new double[2 * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      guess[lane] = 1.5;
      guess[lanes + lane] = 1;
      p[lane] = 1 + 0.05 * lane;
      p[lanes + lane] = 0.5 + 0.01 * lane;
      w[lane] = 1;
      w[lanes + lane] = -3;
    }
    Graph vjp = ReverseMode.vjp(traced.graph(), List.of(0, 1));
    double[][] out = new double[3][2 * lanes];
    new ReferenceBackend().compile(vjp).run(new double[][] {guess, p, w}, out, lanes);
    assertTrue(traced.search().lastFound().orElseThrow().isSuccess(), "all must be found");
    double[] dp = new double[2 * lanes];
    Arrays.fill(dp, 0, lanes, 1);
    Graph jvp = ForwardMode.jvp(traced.graph(), List.of(1));
    double[][] pushed = new double[2][2 * lanes];
    new ReferenceBackend().compile(jvp).run(new double[][] {guess, p, dp}, pushed, lanes);
    for (int lane = 0; lane < lanes; lane++) {
      double y = exact(p[lane]);
      double slope = 1 / (3 * y * y - 0.5);
      assertEquals(y, out[0][lane], 1e-12, "lane " + lane);
      assertEquals(y / 2, out[0][lanes + lane], 1e-12, "lane " + lane);
      assertEquals(slope * (1 - 3 * 0.5), out[2][lane], 1e-10, "lane " + lane);
      assertEquals(0, out[2][lanes + lane], 1e-10, "the rate does not matter: lane " + lane);
      assertEquals(0, out[1][lane], 0.0, "nor does the guess: lane " + lane);
      assertEquals(slope, pushed[1][lane], 1e-10, "lane " + lane);
      assertEquals(slope / 2, pushed[1][lanes + lane], 1e-10, "lane " + lane);
    }
  }

  @Test
  void cotangentsOfSharedParametersAreSummed() {
    Traced traced = trace(COUPLED, plan(new SteadySearch.Newton(50)), Scope.SHARED);
    Graph vjp = ReverseMode.vjp(traced.graph(), List.of(1));
    double[][] out = {new double[6], new double[2]};
    double[][] in = {{1.5, 1, 2, 1, 1, 1}, {1, 0.5}, {1, 2, 3, 0, 0, 0}};
    new ReferenceBackend().compile(vjp).run(in, out, 3);
    double y = exact(1);
    assertEquals(6 / (3 * y * y - 0.5), out[1][0], 1e-10);
  }

  /// y' = y (1 - y) near 0: the trajectory leaves for 1, the iteration stays.
  @Test
  void theTrajectorySettlesInAStableState() {
    VectorField logistic = (t, y, p) -> y.times(y.negate().plus(1)).times(p.get("p"));
    double[][] found = new double[2][2];
    double[][] in = {{0.01, 0.02}, {1, 2}};
    Traced along = trace(logistic, plan(SteadySearch.Integrating.by(Tsit5.METHOD)), Scope.SHARED);
    new ReferenceBackend().compile(along.graph()).run(in, new double[][] {found[0]}, 1);
    Traced newton = trace(logistic, plan(new SteadySearch.Newton(50)), Scope.SHARED);
    new ReferenceBackend().compile(newton.graph()).run(in, new double[][] {found[1]}, 1);
    assertArrayEquals(new double[] {1, 1}, found[0], 1e-12);
    assertArrayEquals(new double[] {0, 0}, found[1], 1e-12);
  }

  /// y' = p + y^2 has no steady state for p > 0.
  @Test
  void whereThereIsNoneStateAndGradientAreNan() {
    VectorField square = (t, y, p) -> p.get("p").plus(y.times(y));
    for (SteadySearch search : searches().toList()) {
      Traced traced = trace(square, plan(search), Scope.PER_LANE);
      Graph vjp = ReverseMode.vjp(traced.graph(), List.of(1));
      double[][] out = new double[2][4];
      double[][] in = {{-2, -2, -2, -2}, {-1, 1, -1, -1}, {1, 1, 1, 1}};
      new ReferenceBackend().compile(vjp).run(in, out, 2);
      SteadyStates states = traced.search().lastFound().orElseThrow();
      assertTrue(states.isFound(0), states.message(0));
      assertFalse(states.isFound(1), "lane 1 has none");
      assertTrue(states.message(1).startsWith("no steady state: "), states.message(1));
      assertEquals(-1, out[0][0], 1e-10);
      assertEquals(0.5, out[1][0], 1e-9);
      assertTrue(Double.isNaN(out[0][1]), "no state");
      assertTrue(Double.isNaN(out[1][1]), "no gradient");
    }
  }

  /// Nothing in the derivatives of an affine field depends on the state: NaN does not spread by
  /// itself. A lane whose state nobody asks for stays without a part in the gradient.
  @Test
  void anAffineFieldWithoutAStateHasNoGradientEither() {
    VectorField affine = (t, y, p) -> p.get("p").minus(y.times(2));
    Traced traced = trace(affine, plan(new SteadySearch.Newton(50)), Scope.SHARED);
    Graph vjp = ReverseMode.vjp(traced.graph(), List.of(1));
    double[] guess = {0, Double.NaN, 0, Double.NaN};
    double[][] out = {new double[4], new double[2]};
    double[][] wanted = {guess, {1, 3}, {1, 1, 0, 1}};
    new ReferenceBackend().compile(vjp).run(wanted, out, 2);
    assertEquals(0.5, out[0][0], 1e-10);
    assertTrue(Double.isNaN(out[0][1]), "no state");
    assertTrue(Double.isNaN(out[1][0]), "gradient " + out[1][0]);
    double[][] notWanted = {guess, {1, 3}, {1, 0, 0, 0}};
    new ReferenceBackend().compile(vjp).run(notWanted, out, 2);
    assertArrayEquals(new double[] {0.5, 0}, out[1], 1e-12);

    Graph jvp = ForwardMode.jvp(traced.graph(), List.of(1));
    double[][] tangents = {new double[4], new double[4]};
    double[][] along = {guess, {1, 3}, {1, 0}};
    new ReferenceBackend().compile(jvp).run(along, tangents, 2);
    assertEquals(0.5, tangents[1][0], 1e-12);
    assertTrue(Double.isNaN(tangents[1][1]), "tangent " + tangents[1][1]);
  }

  /// Both components are multiples of one equation: its solutions are a line, and rounding alone
  /// keeps the pivots from zero.
  @Test
  void aSingularJacobianHasNoGradient() {
    VectorField twice =
        (t, y, p) -> {
          Tensor q = p.get("p");
          Tensor r = q.get(0).minus(y.get(0).times(0.7)).minus(y.get(1).times(q.get(1)));
          return Tensor.concatenate(r.times(0.1), r.times(0.3));
        };
    Traced traced = trace(twice, plan(new SteadySearch.Newton(50)), Scope.SHARED);
    Graph vjp = ReverseMode.vjp(traced.graph(), List.of(1));
    double[][] out = {new double[2], new double[2]};
    double y1 = 1.0 / 3;
    double y0 = (0.1 - 0.3 * y1) / 0.7;
    double[][] in = {{y0, y1}, {0.1, 0.3}, {1, 0}};
    new ReferenceBackend().compile(vjp).run(in, out, 1);
    assertFalse(Double.isNaN(out[0][0]), "the guess is a steady state");
    assertTrue(Double.isNaN(out[1][0]) && Double.isNaN(out[1][1]), Arrays.toString(out[1]));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    SteadyPlan plan = plan(new SteadySearch.Newton(50));
    VectorField driven = (t, y, p) -> y.plus(t.sin()).times(p.get("p"));
    assertRefused(
        "field coupled depends on time: it has no steady state",
        () -> trace(driven, plan, Scope.SHARED));
    assertRefused("evaluations 0 is below 1", () -> new SteadySearch.Newton(0));
    Traced traced = trace(COUPLED, plan, Scope.SHARED);
    Graph gradient = ReverseMode.vjp(traced.graph(), List.of(1));
    assertRefused(
        "steady_state: second derivatives are not available; difference the gradient",
        () -> ForwardMode.jvp(gradient, List.of(1)));
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  @Test
  void typesOfOperandsAreChecked() {
    Traced traced = trace(COUPLED, plan(new SteadySearch.Newton(50)), Scope.SHARED);
    ValueType scalar = new ValueType(TensorType.f64(), Scope.PER_LANE);
    assertThrows(
        IllegalArgumentException.class, () -> traced.search().infer(List.of(scalar, scalar)));
  }
}
