package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.LaneMethod;
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
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("ArrayRecordComponent") // test data, never compared
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

  /// A problem with everything that a gradient needs.
  private record Setting(
      LaneIntegrator integrator, int lanes, double[] initial, double[][] parameters) {}

  /// The spiral's neural equation, its weights shared or one set a lane.
  private static Setting spiral(int lanes, Scope scope) {
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
    return new Setting(integrator, lanes, initial, values.toArray(double[][]::new));
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
  private static Setting lotkaVolterra(int lanes, int threads) {
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
    return new Setting(integrator, lanes, initial, parameters);
  }

  /// Kepler's problem with its constant as a parameter, by a method for second-order systems.
  private static Setting kepler(LaneMethod method, int lanes) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("mu", new ValueType(TensorType.f64(), Scope.SHARED));
    FieldGraph field =
        FieldGraph.trace(
            "kepler",
            (t, y, p) -> {
              Tensor x = y.get(0);
              Tensor z = y.get(1);
              Tensor r2 = x.times(x).plus(z.times(z));
              Tensor pull = p.get("mu").dividedBy(r2.times(r2.sqrt())).negate();
              return Tensor.concatenate(y.get(2), y.get(3), x.times(pull), z.times(pull));
            },
            4,
            types);
    StepControl control =
        method.hasErrorEstimate()
            ? StepControl.adaptive(Tolerances.of(1e-8, 1e-8))
            : StepControl.fixed(50);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            method,
            control,
            TimeSpan.of(0, 3),
            SaveAt.linspace(0, 3, 8),
            new ReferenceBackend(),
            1);
    double[] initial = new double[4 * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 0.8 + 0.1 * lane;
      initial[3 * lanes + lane] = 1.1;
    }
    return new Setting(integrator, lanes, initial, new double[][] {{1}});
  }

  /// Robertson's kinetics, scaled, with its rates as parameters.
  private static Setting robertson(LaneMethod method, int lanes) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("k1", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("k2", new ValueType(TensorType.f64(), Scope.PER_LANE));
    FieldGraph field =
        FieldGraph.trace(
            "robertson",
            (t, y, p) -> {
              Tensor a = y.get(0).times(p.get("k1"));
              Tensor b = y.get(1).times(y.get(1)).times(p.get("k2"));
              Tensor c = y.get(1).times(y.get(2)).times(40);
              return Tensor.concatenate(c.minus(a), a.minus(c).minus(b), b);
            },
            3,
            types);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            method,
            StepControl.adaptive(Tolerances.of(1e-6, 1e-8)),
            TimeSpan.of(0, 5),
            SaveAt.linspace(0, 5, 6),
            new ReferenceBackend(),
            1);
    double[] initial = new double[3 * lanes];
    double[] k2 = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 + 0.1 * lane;
      k2[lane] = 300 * (1 + 0.2 * lane);
    }
    return new Setting(integrator, lanes, initial, new double[][] {{0.4}, k2});
  }

  @ParameterizedTest
  @ValueSource(strings = {"rosenbrock23", "rodas4", "rodas5p"})
  void rosenbrockMethodsHaveExactGradients(String name) {
    LaneMethod method = (LaneMethod) Methods.named(name);
    checkAgainstDifferences(robertson(method, 2), 1e-4);
    checkAgainstForward(robertson(method, 3));
  }

  /// Save times lie within steps, so that the stages of the interpolant take part.
  @ParameterizedTest
  @ValueSource(strings = {"luther", "verner7", "dormand_prince_853", "dormand_prince_87"})
  void interpolantsWithStagesOfTheirOwnHaveExactGradients(String name) {
    LaneMethod method = (LaneMethod) Methods.named(name);
    checkAgainstDifferences(kepler(method, 2), 1e-4);
    checkAgainstForward(kepler(method, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"stormer_verlet", "mclachlan_atela_4", "yoshida_6", "dormand_prince_nystrom_64"})
  void secondOrderMethodsHaveExactGradients(String name) {
    LaneMethod method = (LaneMethod) Methods.named(name);
    checkAgainstDifferences(kepler(method, 2), 1e-4);
    checkAgainstForward(kepler(method, 3));
  }

  private record Gradient(double[] initial, double[][] parameters) {}

  private static LaneRun run(Setting s) {
    LaneRun run = s.integrator().run(s.initial(), s.parameters(), s.lanes(), Recording.FULL);
    assertTrue(run.solution().isSuccess(), "the forward run must succeed");
    return run;
  }

  private static double[] cotangent(LaneRun run) {
    return new Random(11).doubles(run.solution().stateCount(), -1, 1).toArray();
  }

  private static Gradient discrete(Setting s, LaneRun run, double[] w) {
    double[] initial = new double[s.initial().length];
    double[][] gradients =
        Arrays.stream(s.parameters()).map(p -> new double[p.length]).toArray(double[][]::new);
    new DiscreteAdjoint(s.integrator()).run(run, s.parameters(), w, initial, gradients);
    return new Gradient(initial, gradients);
  }

  private static Gradient forward(Setting s, LaneRun run, double[] w) {
    double[][] out = new double[1 + s.parameters().length][];
    out[0] = new double[s.initial().length];
    for (int i = 0; i < s.parameters().length; i++) {
      out[1 + i] = new double[s.parameters()[i].length];
    }
    new JacobianProduct(s.integrator(), s.integrator().steps().field().parameterTypes())
        .run(run, s.parameters(), w, out);
    return new Gradient(out[0], Arrays.copyOfRange(out, 1, out.length));
  }

  /// `w . saved states` of the recorded steps.
  private static double value(
      Setting s, LaneRun run, double[] w, double[] initial, double[][] parameters) {
    FrozenReplay replay = new FrozenReplay(s.integrator());
    int d = s.integrator().steps().field().dimension();
    double sum = 0;
    for (int lane = 0; lane < s.lanes(); lane++) {
      double[] y0 = ofLane(initial, d, lane, s.lanes());
      double[][] mine = new double[parameters.length][];
      for (int p = 0; p < mine.length; p++) {
        ValueType type = s.integrator().steps().field().parameterTypes().get(p);
        mine[p] =
            type.scope() == Scope.SHARED
                ? parameters[p]
                : ofLane(parameters[p], type.type().size(), lane, s.lanes());
      }
      double[] saved = replay.run(run, lane, y0, mine);
      for (int k = 0; k < saved.length; k++) {
        sum += w[k * s.lanes() + lane] * saved[k];
      }
    }
    return sum;
  }

  private static double[] ofLane(double[] values, int elements, int lane, int lanes) {
    double[] mine = new double[elements];
    for (int e = 0; e < elements; e++) {
      mine[e] = values[e * lanes + lane];
    }
    return mine;
  }

  private static void checkAgainstDifferences(Setting s, double step) {
    LaneRun run = run(s);
    double[] w = cotangent(run);
    Gradient g = discrete(s, run, w);
    double scale = largest(g.initial());
    for (int i = 0; i < s.initial().length; i++) {
      int at = i;
      double expected =
          difference(
              s.initial()[i],
              step,
              x -> value(s, run, w, with(s.initial(), at, x), s.parameters()));
      assertEquals(expected, g.initial()[i], 1e-6 * scale, "initial state " + i);
    }
    for (int p = 0; p < s.parameters().length; p++) {
      double size = largest(g.parameters()[p]);
      for (int e = 0;
          e < s.parameters()[p].length;
          e += Math.max(1, s.parameters()[p].length / 7)) {
        int at = e;
        int which = p;
        double expected =
            difference(
                s.parameters()[p][e],
                step,
                x -> {
                  double[][] moved = s.parameters().clone();
                  moved[which] = with(moved[which], at, x);
                  return value(s, run, w, s.initial(), moved);
                });
        assertEquals(expected, g.parameters()[p][e], 1e-6 * size, "parameter " + p + "[" + e + "]");
      }
    }
  }

  private static double[] with(double[] x, int at, double value) {
    double[] moved = x.clone();
    moved[at] = value;
    return moved;
  }

  private static double difference(
      double at, double step, java.util.function.DoubleUnaryOperator f) {
    double h = step * Math.max(1, Math.abs(at));
    return (8 * (f.applyAsDouble(at + h) - f.applyAsDouble(at - h))
            - (f.applyAsDouble(at + 2 * h) - f.applyAsDouble(at - 2 * h)))
        / (12 * h);
  }

  private static void checkAgainstForward(Setting s) {
    LaneRun run = run(s);
    double[] w = cotangent(run);
    Gradient reverse = discrete(s, run, w);
    Gradient forward = forward(s, run, w);
    assertClose(forward.initial(), reverse.initial(), "initial state");
    for (int p = 0; p < s.parameters().length; p++) {
      assertClose(forward.parameters()[p], reverse.parameters()[p], "parameter " + p);
    }
  }

  private static void assertClose(double[] expected, double[] actual, String what) {
    assertArrayEquals(expected, actual, 1e-9 * largest(expected), what);
  }

  /// Errors are relative to the largest derivative of their group.
  private static double largest(double[] gradient) {
    return Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void spiralAdjointAgreesWithCentralDifferencesOfTheFrozenSteps(Scope weights) {
    checkAgainstDifferences(spiral(3, weights), 1e-4);
  }

  @Test
  void lotkaVolterraAdjointAgreesWithCentralDifferencesOfTheFrozenSteps() {
    checkAgainstDifferences(lotkaVolterra(3, 1), 1e-4);
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void spiralAdjointAgreesWithForward(Scope weights) {
    checkAgainstForward(spiral(2, weights));
  }

  @Test
  void lotkaVolterraAdjointAgreesWithForward() {
    checkAgainstForward(lotkaVolterra(70, 1));
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
    Setting s =
        new Setting(integrator, 1, new double[] {1, 1}, new double[][] {{1.5}, {1}, {3}, {1}});
    LaneRun run = run(s);
    double[] ones = new double[run.solution().stateCount()];
    Arrays.fill(ones, 1);
    double sum = 0;
    double[] states = new double[ones.length];
    run.solution().copyStates(states);
    for (double x : states) {
      sum += x;
    }
    assertEquals(450.76406403953880627, sum, 1e-7);
    Gradient g = discrete(s, run, ones);
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
    Setting one = lotkaVolterra(200, 1);
    Setting two = lotkaVolterra(200, 2);
    LaneRun run = run(one);
    double[] w = cotangent(run);
    Gradient g = discrete(one, run, w);
    Gradient threaded = discrete(two, run(two), w);
    assertArrayEquals(g.initial(), threaded.initial(), 0.0);
    for (int p = 0; p < 4; p++) {
      assertArrayEquals(g.parameters()[p], threaded.parameters()[p], 0.0, "parameter " + p);
    }
    for (int lane : new int[] {0, 63, 64, 131, 199}) {
      double[] y0 = {one.initial()[lane], one.initial()[200 + lane]};
      double[][] p = {{1.5}, {1}, {one.parameters()[2][lane]}, {one.parameters()[3][lane]}};
      Setting alone = new Setting(one.integrator(), 1, y0, p);
      double[] mine = new double[w.length / 200];
      for (int k = 0; k < mine.length; k++) {
        mine[k] = w[k * 200 + lane];
      }
      Gradient single = discrete(alone, run(alone), mine);
      assertEquals(single.initial()[0], g.initial()[lane], 0.0, "lane " + lane);
      assertEquals(single.initial()[1], g.initial()[200 + lane], 0.0, "lane " + lane);
      assertEquals(single.parameters()[2][0], g.parameters()[2][lane], 0.0, "lane " + lane);
      assertEquals(single.parameters()[3][0], g.parameters()[3][lane], 0.0, "lane " + lane);
    }
  }

  @Test
  void aFailedLaneHasGradientNanAndNoOtherDoes() {
    FieldGraph square = FieldGraph.trace("square", (t, y, p) -> y.times(y), 1);
    LaneIntegrator integrator =
        new LaneIntegrator(
            square,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
            TimeSpan.of(0, 2),
            SaveAt.times(0.25, 2),
            new ReferenceBackend(),
            1);
    double[] initial = {-1, 1, -2};
    LaneRun run = integrator.run(initial, new double[0][], 3, Recording.FULL);
    double[] gradient = new double[3];
    DiscreteAdjoint adjoint = new DiscreteAdjoint(integrator);
    adjoint.run(run, new double[0][], new double[] {0, 0, 0, 1, 1, 1}, gradient, new double[0][]);
    assertEquals(1.0 / 9, gradient[0], 1e-7);
    assertTrue(Double.isNaN(gradient[1]), "lane 1 blew up before the save time that is asked for");
    assertEquals(1.0 / 25, gradient[2], 1e-7);
    adjoint.run(run, new double[0][], new double[] {1, 1, 1, 0, 0, 0}, gradient, new double[0][]);
    assertEquals(1 / (0.75 * 0.75), gradient[1], 1e-6, "what was reached has a gradient");
  }

  @Test
  void aRunWithoutRecordIsRefused() {
    Setting s = lotkaVolterra(1, 1);
    LaneRun run = s.integrator().run(s.initial(), s.parameters(), 1, Recording.NONE);
    double[] w = cotangent(run);
    String message =
        assertThrows(IllegalArgumentException.class, () -> discrete(s, run, w)).getMessage();
    assertEquals("run of 1 lanes has no record of its steps: run with Recording.FULL", message);
    assertThrows(IllegalArgumentException.class, () -> forward(s, run, w));
  }
}
