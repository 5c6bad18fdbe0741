package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Elementwise;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.DormandPrince853;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Continuous sensitivities on problems of all kinds, against the discrete ones and differences.
class AdjointProblemsTest {
  private static final String ALL = "dev.odeon.adjoint.ContinuousAdjointTest#all";

  private static AdjointCase spiral(Scope scope) {
    Chain net =
        Chain.of(
            new Elementwise(y -> y.pow(3)), new Dense(2, 50, Activation.TANH), new Dense(50, 2));
    ParameterSpec spec = net.parameters(Shape.of(2));
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    List<double[]> values = new ArrayList<>();
    int lanes = 2;
    for (ParameterSpec.Entry entry : spec.entries()) {
      types.put(entry.path(), new ValueType(TensorType.f64(entry.shape().toArray()), scope));
      double[] start = new double[entry.shape().size()];
      spec.initialize(5).view(entry.path()).copyTo(start);
      double[] all = new double[start.length * lanes];
      for (int i = 0; i < all.length; i++) {
        all[i] = start[i / lanes] * (1 + 0.1 * (i % lanes));
      }
      values.add(scope == Scope.SHARED ? start : all);
    }
    return new AdjointCase(
        FieldGraph.trace("spiral", (t, y, p) -> net.apply(p, y), 2, types),
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
        TimeSpan.of(0, 1.5),
        SaveAt.linspace(0, 1.5, 30),
        lanes,
        new double[] {2, 1.3, 0, 0.4},
        values.toArray(double[][]::new),
        1);
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void aNeuralSpiralAgreesWithTheDiscreteAdjointAndDifferences(Scope weights) {
    AdjointCase problem = spiral(weights);
    double[] w = problem.random();
    double[] discrete = problem.discrete(w).all();
    for (Sensitivity sensitivity : ContinuousAdjointTest.all().toList()) {
      double[] g = problem.gradient(sensitivity, w).all();
      assertEquals(0, AdjointCase.distance(discrete, g), 2e-8, sensitivity.toString());
      for (int i = 0; i < g.length; i += 37) {
        double difference = problem.difference(i, 1e-3, w);
        assertEquals(difference, g[i], 1e-6 * Math.max(1, Math.abs(difference)), "component " + i);
      }
    }
  }

  /// Robertson's kinetics, scaled.
  private static AdjointCase robertson(LaneMethod method, double tolerance) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("k1", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("k2", new ValueType(TensorType.f64(), Scope.PER_LANE));
    FieldGraph field =
        FieldGraph.trace(
            "robertson",
            (t, y, p) -> {
              Tensor a = y.get(0).times(p.get("k1"));
              Tensor b = y.get(1).times(y.get(1)).times(p.get("k2"));
              Tensor c = y.get(1).times(y.get(2)).times(1e3);
              return Tensor.concatenate(c.minus(a), a.minus(c).minus(b), b);
            },
            3,
            types);
    return new AdjointCase(
        field,
        method,
        StepControl.adaptive(Tolerances.of(tolerance, tolerance * 1e-2)),
        TimeSpan.of(0, 40),
        SaveAt.times(0.4, 4, 40),
        2,
        new double[] {1, 1.1, 0, 0, 0, 0.1},
        new double[][] {{0.04}, {3e5, 4e5}},
        1);
  }

  /// Backwards the fast component grows as exp(10^3 t): only what knows the state on the way works.
  @ParameterizedTest
  @ValueSource(strings = {"rodas5p", "rodas4", "bdf", "auto", "radau5", "kvaerno5", "kencarp4"})
  void stiffKineticsHaveGradients(String name) {
    AdjointCase reference = robertson(Rosenbrock.RODAS_5P, 1e-11);
    double[] w = reference.random();
    double[] expected = reference.discrete(w).all();
    double[] scale = {1, 1.1, 1, 1.1, 1, 1.1, 0.04, 3e5, 4e5};
    for (Sensitivity sensitivity :
        List.of(
            new Sensitivity.Interpolating(),
            new Sensitivity.Quadrature(AdjointSettings.DEFAULT, Tolerances.of(1e-9, 1e-9)),
            new Sensitivity.Gauss())) {
      AdjointCase.Gradient g =
          robertson((LaneMethod) Methods.named(name), 1e-8).gradient(sensitivity, w);
      assertTrue(g.report().isSuccess(), name + ": " + g.report());
      double[] all = g.all();
      for (int i = 0; i < all.length; i++) {
        double largest = i < 6 ? 1 : Math.abs(expected[i] * scale[i]);
        double error = Math.abs(expected[i] - all[i]) * scale[i] / largest;
        assertEquals(0, error, 1e-6, name + ", component " + i);
      }
    }
  }

  /// u' = -i H(p) u of two levels, real and imaginary parts as pairs.
  @ParameterizedTest
  @MethodSource(ALL)
  void aComplexPropagatorWrittenAsRealPairs(Sensitivity sensitivity) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("detuning", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("coupling", new ValueType(TensorType.f64(2), Scope.SHARED));
    FieldGraph field =
        FieldGraph.trace(
            "levels",
            (t, y, p) -> {
              Tensor e = p.get("detuning");
              Tensor a = p.get("coupling").get(0).times(t.cos());
              Tensor b = p.get("coupling").get(1);
              // H = [e, a - i b; a + i b, -e]; u' = -i H u
              Tensor r0 = y.get(0);
              Tensor i0 = y.get(1);
              Tensor r1 = y.get(2);
              Tensor i1 = y.get(3);
              return Tensor.concatenate(
                  e.times(i0).plus(a.times(i1)).minus(b.times(r1)),
                  e.times(r0).plus(a.times(r1)).plus(b.times(i1)).negate(),
                  a.times(i0).plus(b.times(r0)).minus(e.times(i1)),
                  b.times(i0).minus(a.times(r0)).plus(e.times(r1)));
            },
            4,
            types);
    AdjointCase problem =
        new AdjointCase(
            field,
            DormandPrince853.METHOD,
            StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
            TimeSpan.of(0, 5),
            SaveAt.times(2, 5),
            1,
            new double[] {1, 0, 0, 0},
            new double[][] {{0.7}, {1.1, 0.4}},
            1);
    double[] w = problem.random();
    double[] g = problem.gradient(sensitivity, w).all();
    assertEquals(0, AdjointCase.distance(problem.forward(w).all(), g), 1e-10);
    for (int i = 0; i < g.length; i++) {
      assertEquals(problem.difference(i, 1e-3, w), g[i], 1e-8, "component " + i);
    }
    // The norm is kept, whatever the parameters and the time: its gradient is twice the start's.
    double[] end = problem.run().solution().state(0, 1);
    double[] ofNorm = {0, 0, 0, 0, 2 * end[0], 2 * end[1], 2 * end[2], 2 * end[3]};
    double[] norm = problem.gradient(sensitivity, ofNorm).all();
    double[] expected = {2, 0, 0, 0, 0, 0, 0};
    assertEquals(0, AdjointCase.distance(expected, norm), 1e-10);
  }

  /// An equation that forgets its start cannot be solved backwards over long times.
  @Test
  void backsolveNeedsCheckpointsWhereTheOthersDoNot() {
    FieldGraph field =
        FieldGraph.trace("fall", (t, y, p) -> y.negate().plus(y.reverse(0).tanh().times(0.9)), 2);
    AdjointCase rare =
        new AdjointCase(
            field,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-6, 1e-6)),
            TimeSpan.of(0, 30),
            SaveAt.times(30),
            1,
            new double[] {1, -0.5},
            new double[0][],
            1);
    AdjointCase often = rare.over(TimeSpan.of(0, 30), SaveAt.linspace(1, 30, 30));
    double[] w = {1, 2};
    double[] late = new double[60];
    late[58] = 1;
    late[59] = 2;
    double[] expected = rare.with(DormandPrince853.METHOD).discrete(w).all();
    double unchecked =
        AdjointCase.distance(expected, rare.gradient(new Sensitivity.Backsolve(), w).all());
    double checked =
        AdjointCase.distance(expected, often.gradient(new Sensitivity.Backsolve(), late).all());
    double interpolated =
        AdjointCase.distance(expected, rare.gradient(new Sensitivity.Interpolating(), w).all());
    assertTrue(unchecked > 0.5, "backwards over all of the span nothing is right: " + unchecked);
    assertEquals(0, checked, 1e-4);
    assertEquals(0, interpolated, 1e-4);
  }

  /// y' = k y before t = 1 and -y^2 + k after it, known to jump there.
  @ParameterizedTest
  @MethodSource(ALL)
  void fieldsThatJumpAtStopsHaveGradients(Sensitivity sensitivity) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("k", new ValueType(TensorType.f64(), Scope.SHARED));
    FieldGraph field =
        FieldGraph.trace(
            "jump",
            (t, y, p) -> {
              Tensor before = y.times(p.get("k"));
              Tensor after = y.times(y).negate().plus(p.get("k"));
              return t.compare(Comparison.LT, 1).select(before, after);
            },
            1,
            types);
    AdjointCase problem =
        new AdjointCase(
                field,
                DormandPrince853.METHOD,
                StepControl.adaptive(Tolerances.of(1e-11, 1e-11)),
                TimeSpan.of(0, 2),
                SaveAt.times(0.5, 1.7),
                2,
                new double[] {0.5, 1.5},
                new double[][] {{0.7}},
                1)
            .stoppingAt(1);
    for (double[] saves : new double[][] {{0.5, 1.7}, {0.5, 1}, {2}}) {
      AdjointCase saved = problem.over(TimeSpan.of(0, 2), SaveAt.times(saves));
      double[] w = saved.random();
      double[] g = saved.gradient(sensitivity, w).all();
      assertEquals(0, AdjointCase.distance(saved.discrete(w).all(), g), 1e-9);
    }
  }
}
