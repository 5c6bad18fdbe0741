package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.backend.reference.ReferenceBackend;
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
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SensitivityTest {
  private static final Chain SPIRAL =
      Chain.of(new Elementwise(y -> y.pow(3)), new Dense(2, 50, Activation.TANH), new Dense(50, 2));

  private static final VectorField LOTKA_VOLTERRA =
      (t, y, p) -> {
        Tensor both = y.get(0).times(y.get(1));
        return Tensor.concatenate(
            p.get("a").times(y.get(0)).minus(p.get("b").times(both)),
            p.get("d").times(both).minus(p.get("g").times(y.get(1))));
      };

  /// The spiral's neural equation, its weights shared or one set a lane.
  private static GradientProblem spiral(int lanes, Scope scope) {
    ParameterSpec spec = SPIRAL.parameters(Shape.of(2));
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    List<double[]> values = new ArrayList<>();
    for (ParameterSpec.Entry entry : spec.entries()) {
      types.put(entry.path(), new ValueType(TensorType.f64(entry.shape().toArray()), scope));
      double[] start = new double[entry.shape().size()];
      spec.initialize(5).view(entry.path()).copyTo(start);
      values.add(scope == Scope.SHARED ? start : spread(start, lanes));
    }
    FieldGraph field = FieldGraph.trace("spiral", (t, y, p) -> SPIRAL.apply(p, y), 2, types);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-7, 1e-9)),
            TimeSpan.of(0, 1.5),
            SaveAt.linspace(0, 1.5, 30),
            new ReferenceBackend(),
            1);
    double[] initial = new double[2 * lanes];
    Random random = new Random(2);
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = lane == 0 ? 2 : 1 + random.nextDouble();
      initial[lanes + lane] = lane == 0 ? 0 : random.nextDouble();
    }
    return new GradientProblem(integrator, lanes, initial, values.toArray(double[][]::new));
  }

  /// A different set for each lane.
  private static double[] spread(double[] values, int lanes) {
    double[] spread = new double[values.length * lanes];
    for (int i = 0; i < spread.length; i++) {
      spread[i] = values[i / lanes] * (1 + 0.1 * (i % lanes));
    }
    return spread;
  }

  /// Lotka-Volterra with a, b shared and d, g one a lane.
  static GradientProblem lotkaVolterra(int lanes, int threads) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("a", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("b", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("d", new ValueType(TensorType.f64(), Scope.PER_LANE));
    types.put("g", new ValueType(TensorType.f64(), Scope.PER_LANE));
    FieldGraph field = FieldGraph.trace("lotka_volterra", LOTKA_VOLTERRA, 2, types);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
            TimeSpan.of(0, 10),
            SaveAt.linspace(0, 10, 21),
            new ReferenceBackend(),
            threads);
    double[] initial = new double[2 * lanes];
    double[][] parameters = {{1.5}, {1}, new double[lanes], new double[lanes]};
    Random random = new Random(7);
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 + (lane == 0 ? 0 : 0.3 * random.nextDouble());
      initial[lanes + lane] = 1 + (lane == 0 ? 0 : 0.3 * random.nextDouble());
      parameters[2][lane] = 1 + (lane == 0 ? 0 : 0.2 * random.nextDouble());
      parameters[3][lane] = 3 + (lane == 0 ? 0 : 0.2 * random.nextDouble());
    }
    return new GradientProblem(integrator, lanes, initial, parameters);
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void spiralAdjointAgreesWithCentralDifferencesOfTheFrozenSteps(Scope weights) {
    spiral(3, weights).checkAgainstDifferences(1e-4);
  }

  @Test
  void lotkaVolterraAdjointAgreesWithCentralDifferencesOfTheFrozenSteps() {
    lotkaVolterra(3, 1).checkAgainstDifferences(1e-4);
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void spiralAdjointAgreesWithForward(Scope weights) {
    spiral(2, weights).checkAgainstForward();
  }

  @Test
  void lotkaVolterraAdjointAgreesWithForward() {
    lotkaVolterra(70, 1).checkAgainstForward();
  }

  /// The variational equations integrated in 33-digit arithmetic.
  @Test
  void lotkaVolterraGradientHasTheValuesOf33DigitArithmetic() {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    List.of("a", "b", "g", "d")
        .forEach(name -> types.put(name, new ValueType(TensorType.f64(), Scope.SHARED)));
    FieldGraph field = FieldGraph.trace("lotka_volterra", LOTKA_VOLTERRA, 2, types);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
            TimeSpan.of(0, 10),
            SaveAt.linspace(0, 10, 101),
            new ReferenceBackend(),
            1);
    GradientProblem s =
        new GradientProblem(
            integrator, 1, new double[] {1, 1}, new double[][] {{1.5}, {1}, {3}, {1}});
    LaneRun run = s.run();
    double[] ones = new double[run.solution().stateCount()];
    Arrays.fill(ones, 1);
    double sum = 0;
    double[] states = new double[ones.length];
    run.solution().copyStates(states);
    for (double x : states) {
      sum += x;
    }
    assertEquals(450.76406403953880627, sum, 1e-7);
    GradientProblem.Gradient g = s.discrete(run, ones);
    assertArrayEquals(
        new double[] {
          8.3053626623165532553,
          -159.48429271513863628,
          75.203508213772772486,
          -339.19509276606090703
        },
        new double[] {
          g.parameters()[0][0], g.parameters()[1][0], g.parameters()[2][0], g.parameters()[3][0]
        },
        1e-8);
    assertArrayEquals(
        new double[] {-39.127541222668094369, -8.7877802189926426780}, g.initial(), 1e-8);
  }

  @Test
  void perLaneGradientsHaveTheSameBitsInAnyBatchAndOnAnyNumberOfThreads() {
    GradientProblem one = lotkaVolterra(200, 1);
    GradientProblem two = lotkaVolterra(200, 2);
    LaneRun run = one.run();
    double[] w = one.cotangent(run);
    GradientProblem.Gradient g = one.discrete(run, w);
    GradientProblem.Gradient threaded = two.discrete(two.run(), w);
    assertArrayEquals(g.initial(), threaded.initial(), 0.0);
    for (int p = 0; p < 4; p++) {
      assertArrayEquals(g.parameters()[p], threaded.parameters()[p], 0.0, "parameter " + p);
    }
    for (int lane : new int[] {0, 63, 64, 131, 199}) {
      double[] y0 = {one.initial()[lane], one.initial()[200 + lane]};
      double[][] p = {{1.5}, {1}, {one.parameters()[2][lane]}, {one.parameters()[3][lane]}};
      GradientProblem alone = new GradientProblem(one.integrator(), 1, y0, p);
      double[] mine = new double[w.length / 200];
      for (int k = 0; k < mine.length; k++) {
        mine[k] = w[k * 200 + lane];
      }
      GradientProblem.Gradient single = alone.discrete(alone.run(), mine);
      assertEquals(single.initial()[0], g.initial()[lane], 0.0, "lane " + lane);
      assertEquals(single.initial()[1], g.initial()[200 + lane], 0.0, "lane " + lane);
      assertEquals(single.parameters()[2][0], g.parameters()[2][lane], 0.0, "lane " + lane);
      assertEquals(single.parameters()[3][0], g.parameters()[3][lane], 0.0, "lane " + lane);
    }
  }
}
