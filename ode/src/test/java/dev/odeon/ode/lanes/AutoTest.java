package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusTableaus;
import dev.odeon.ode.method.Auto;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class AutoTest {
  /// van der Pol's equation, its damping a parameter of each lane.
  private static FieldGraph vanDerPol() {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("mu", new ValueType(TensorType.f64(), Scope.PER_LANE));
    return FieldGraph.trace(
        "van_der_pol",
        (t, y, p) -> {
          Tensor x = y.get(0);
          Tensor v = y.get(1);
          Tensor damping = x.times(x).minus(1).negate().times(v).times(p.get("mu"));
          return Tensor.concatenate(v, damping.minus(x));
        },
        2,
        parameters);
  }

  private static Solution solve(
      LaneMethod method, double tolerance, TimeSpan span, SaveAt saveAt, double... mu) {
    double[] initial = new double[2 * mu.length];
    java.util.Arrays.fill(initial, 0, mu.length, 2);
    return new LaneIntegrator(
            vanDerPol(),
            method,
            StepControl.adaptive(Tolerances.of(tolerance, tolerance)),
            span,
            saveAt,
            Backends.preferred(),
            1)
        .run(initial, new double[][] {mu}, mu.length, Recording.NONE)
        .solution();
  }

  @Test
  void aProblemThatIsNotStiffIsSolvedAsByTheExplicitMethod() {
    TimeSpan span = TimeSpan.of(0, 20);
    SaveAt saveAt = SaveAt.linspace(0, 20, 41);
    Solution explicit = solve(Tsit5.METHOD, 1e-7, span, saveAt, 1);
    Solution auto = solve(Auto.METHOD, 1e-7, span, saveAt, 1);
    assertArrayEquals(explicit.states(), auto.states(), 0, "the same bits");
    assertEquals(explicit.stats(0), auto.stats(0));
  }

  /// The reference in 33-digit arithmetic; an explicit method would need about 10^6 steps.
  @Test
  void relaxationOscillationsAreSolvedByTheStiffMethod() {
    TimeSpan span = TimeSpan.of(0, 2000);
    Solution auto = solve(Auto.METHOD, 1e-6, span, SaveAt.end(span), 1000);
    assertTrue(auto.isSuccess(), auto.outcome(0).message());
    assertEquals(1.7061677321704650085, auto.state(0, 0)[0], 50 * 2.7e-6, "at the end");
    assertTrue(auto.stats(0).jacobians() > 100, "stiff steps: " + auto.stats(0));
    assertTrue(auto.stats(0).accepted() < 8000, "steps: " + auto.stats(0));
  }

  /// A stiff transient between two phases that are not: both methods take part.
  @Test
  void itHandsBack() {
    TimeSpan span = TimeSpan.of(0, 60);
    Solution auto = solve(Auto.METHOD, 1e-6, span, SaveAt.end(span), 30);
    Solution stiff = solve(Rosenbrock.RODAS_5P, 1e-10, span, SaveAt.end(span), 30);
    assertEquals(stiff.state(0, 0)[0], auto.state(0, 0)[0], 1e-4);
    long steps = auto.stats(0).accepted() + auto.stats(0).rejected();
    assertTrue(
        auto.stats(0).jacobians() > 0 && auto.stats(0).jacobians() < steps - 20,
        "both methods take part: " + auto.stats(0));
  }

  /// A tight tolerance holds the explicit method below its limit of stability: 30,000 steps up to
  /// the time 20, where the stiff method takes 3000.
  @Test
  void aTightToleranceHandsOverBelowTheLimitOfStability() {
    FieldGraph robertson =
        FieldGraph.trace(
            "robertson",
            (t, y, p) -> {
              Tensor a = y.get(0).times(0.04);
              Tensor b = y.get(1).times(y.get(1)).times(3e7);
              Tensor c = y.get(1).times(y.get(2)).times(1e4);
              return Tensor.concatenate(c.minus(a), a.minus(c).minus(b), b);
            },
            3);
    TimeSpan span = TimeSpan.of(0, 40);
    for (double tolerance : new double[] {1e-9, 1e-11}) {
      StepControl control = StepControl.adaptive(Tolerances.of(tolerance, tolerance * 1e-6));
      long[] steps = new long[2];
      LaneMethod[] methods = {Auto.METHOD, Rosenbrock.RODAS_5P};
      for (int i = 0; i < 2; i++) {
        Solution solution =
            new LaneIntegrator(
                    robertson, methods[i], control, span, SaveAt.end(span), Backends.preferred(), 1)
                .run(new double[] {1, 0, 0}, new double[0][], 1, Recording.NONE)
                .solution();
        assertEquals(9.18553476455776390e-6, solution.state(0, 0)[1], 1e-14, methods[i].name());
        steps[i] = solution.stats(0).accepted();
      }
      assertTrue(
          steps[0] < 1.5 * steps[1],
          "steps at " + tolerance + ": " + steps[0] + ", of the stiff method " + steps[1]);
    }
  }

  @Test
  void everyLaneChoosesForItself() {
    double[] mu = new double[70];
    for (int lane = 0; lane < mu.length; lane++) {
      mu[lane] = 0.5 + 2 * lane;
    }
    TimeSpan span = TimeSpan.of(0, 30);
    SaveAt saveAt = SaveAt.linspace(0, 30, 7);
    Solution all = solve(Auto.METHOD, 1e-5, span, saveAt, mu);
    for (int lane : new int[] {0, 5, 40, 69}) {
      Solution alone = solve(Auto.METHOD, 1e-5, span, saveAt, mu[lane]);
      for (int k = 0; k < saveAt.count(); k++) {
        assertArrayEquals(alone.state(0, k), all.state(lane, k), 0, "lane " + lane);
      }
      assertEquals(alone.stats(0), all.stats(lane), "lane " + lane);
    }
  }

  @Test
  void methodsThatDoNotFitTogetherAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Auto("none", HipparchusTableaus.CLASSICAL_RUNGE_KUTTA, Rosenbrock.RODAS_5P));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Auto("orders", Tsit5.METHOD, Rosenbrock.ROSENBROCK_23));
  }
}
