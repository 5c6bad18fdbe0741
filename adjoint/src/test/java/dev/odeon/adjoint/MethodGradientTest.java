package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.method.ImplicitExplicit;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.AdditiveField;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The discrete gradient of every method that has one.
class MethodGradientTest {
  private static final int PENDULA = 3;

  private static final VectorField SPRINGS =
      (t, y, p) -> {
        Tensor q = y.slice(0, PENDULA);
        Tensor ahead = Tensor.concatenate(q.slice(1, PENDULA), q.slice(0, 1));
        Tensor pull = ahead.minus(q).times(p.get("spring"));
        return Tensor.concatenate(y.slice(PENDULA, 2 * PENDULA), pull);
      };

  private static final VectorField WEIGHTS =
      (t, y, p) -> {
        Tensor q = y.slice(0, PENDULA);
        Tensor drive = t.cos().times(0.3).broadcast(q.shape());
        Tensor weight = q.sin().times(p.get("gravity")).negate().plus(drive);
        return Tensor.concatenate(q.zeros(), weight);
      };

  private static SequencedMap<String, ValueType> chainParameters() {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("spring", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("gravity", new ValueType(TensorType.f64(), Scope.PER_LANE));
    return types;
  }

  static final AdditiveField CHAIN =
      new AdditiveField(
          FieldGraph.trace("springs", SPRINGS, 2 * PENDULA, chainParameters()),
          FieldGraph.trace("weights", WEIGHTS, 2 * PENDULA, chainParameters()));

  /// A ring of driven pendula with springs between them, which methods of every kind can solve;
  /// fixed steps, saved within and at the ends of steps.
  static GradientProblem chain(LaneMethod method) {
    return chain(method, CHAIN.sum());
  }

  static GradientProblem chain(LaneMethod method, FieldGraph field) {
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            method,
            StepControl.fixed(10),
            TimeSpan.of(0, 2),
            SaveAt.times(0, 0.33, 0.4, 1.13, 1.19, 2),
            new ReferenceBackend(),
            1);
    int lanes = 2;
    double[] initial = {0.5, -0.4, 0.9, 1.1, -0.3, 0.2, 0.1, 0.3, -0.6, 0, 0.7, -0.2};
    return new GradientProblem(integrator, lanes, initial, new double[][] {{1.7}, {2.5, 4}});
  }

  /// Kepler's problem with its constant as a parameter, by a method for second-order systems.
  static GradientProblem kepler(LaneMethod method, int lanes) {
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
    return new GradientProblem(integrator, lanes, initial, new double[][] {{1}});
  }

  /// Robertson's kinetics, scaled, with its rates as parameters.
  static GradientProblem robertson(LaneMethod method, int lanes) {
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
    return new GradientProblem(integrator, lanes, initial, new double[][] {{0.4}, k2});
  }

  /// One of every kind that has no memory over steps: the others have the same equations with other
  /// numbers.
  static Stream<LaneMethod> ofEveryKind() {
    return Stream.concat(
        Stream.of(
                "euler",
                "dormand_prince_54",
                "verner9",
                "auto",
                "rodas5p",
                "kvaerno3",
                "radau5",
                "yoshida_6",
                "dormand_prince_nystrom_43")
            .map(name -> (LaneMethod) Methods.named(name)),
        Stream.of(ImplicitExplicit.kenCarp4(CHAIN)));
  }

  static Stream<LaneMethod> reversible() {
    return Stream.concat(
        Methods.all().stream()
            .filter(method -> method instanceof LaneMethod lanes && lanes.isReversible())
            .map(LaneMethod.class::cast),
        Stream.of(ImplicitExplicit.kenCarp4(CHAIN)));
  }

  @Test
  void allMethodsWithoutMemoryOverStepsAreReversible() {
    List<String> others =
        Methods.all().stream()
            .filter(method -> method instanceof LaneMethod lanes && !lanes.isReversible())
            .map(Object::toString)
            .toList();
    assertEquals(List.of("bdf", "rkc"), others);
  }

  /// Against forward mode by a dot product and entry by entry, and against differences of whole
  /// solves.
  @ParameterizedTest
  @MethodSource("ofEveryKind")
  void everyKindOfMethodHasExactGradients(LaneMethod method) {
    GradientProblem problem = chain(method);
    problem.checkDotProduct(1e-12);
    problem.checkAgainstForward();
    problem.checkAgainstDifferencesOfRuns(1e-3, 1e-8);
  }

  @ParameterizedTest
  @MethodSource("reversible")
  @Tag("nightly")
  void everyReversibleMethodHasExactGradients(LaneMethod method) {
    everyKindOfMethodHasExactGradients(method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rosenbrock23", "rodas5p", "trbdf2", "kvaerno5", "radau5"})
  void gradientsGoThroughARegularMassMatrix(String name) {
    double[][] rows = new double[2 * PENDULA][2 * PENDULA];
    for (int i = 0; i < rows.length; i++) {
      rows[i][i] = 2 + i;
      rows[i][(i + 1) % rows.length] = 0.5;
    }
    GradientProblem problem =
        chain((LaneMethod) Methods.named(name), CHAIN.sum().withMass(MassMatrix.of(rows)));
    problem.checkDotProduct(1e-12);
    problem.checkAgainstDifferencesOfRuns(1e-3, 1e-8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rosenbrock23",
        "rodas4",
        "rodas5p",
        "trbdf2",
        "kvaerno5",
        "kencarp4",
        "radau5",
        "auto"
      })
  void stiffMethodsHaveExactGradientsOnRobertson(String name) {
    LaneMethod method = (LaneMethod) Methods.named(name);
    GradientProblem problem = robertson(method, 2);
    problem.checkAgainstDifferences(1e-4);
    problem.checkAgainstForward();
    problem.checkDotProduct(1e-12);
  }

  /// Diffusion on a ring of 40 cells with a reaction: matrices are eliminated sparsely.
  static GradientProblem ring(LaneMethod method) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("rate", new ValueType(TensorType.f64(40), Scope.SHARED));
    types.put("flow", new ValueType(TensorType.f64(), Scope.PER_LANE));
    FieldGraph field =
        FieldGraph.trace(
            "ring",
            (t, y, p) -> {
              Tensor ahead = Tensor.concatenate(y.slice(1, 40), y.slice(0, 1));
              Tensor behind = Tensor.concatenate(y.slice(39, 40), y.slice(0, 39));
              Tensor flow = ahead.plus(behind).minus(y.times(2)).times(p.get("flow"));
              return flow.plus(y.minus(y.times(y).times(y)).times(p.get("rate"))).plus(t.cos());
            },
            40,
            types);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            method,
            StepControl.adaptive(Tolerances.of(1e-5, 1e-5)),
            TimeSpan.of(0, 0.6),
            SaveAt.times(0.33, 0.6),
            new ReferenceBackend(),
            1);
    double[] initial = new double[80];
    double[] rate = new double[40];
    for (int i = 0; i < 40; i++) {
      initial[2 * i] = Math.sin(i);
      initial[2 * i + 1] = Math.cos(2 * i);
      rate[i] = 1 + 0.01 * i;
    }
    return new GradientProblem(integrator, 2, initial, new double[][] {rate, {20, 30}});
  }

  @ParameterizedTest
  @ValueSource(strings = {"rodas5p", "kvaerno5", "radau5"})
  void gradientsGoThroughSparseElimination(String name) {
    GradientProblem problem = ring((LaneMethod) Methods.named(name));
    problem.checkDotProduct(1e-12);
    problem.checkAgainstForward();
  }

  /// Save times lie within steps, so that the stages of the interpolant take part.
  @ParameterizedTest
  @ValueSource(strings = {"luther", "verner7", "dormand_prince_853", "dormand_prince_87"})
  void interpolantsWithStagesOfTheirOwnHaveExactGradients(String name) {
    LaneMethod method = (LaneMethod) Methods.named(name);
    GradientProblem problem = kepler(method, 2);
    problem.checkAgainstDifferences(1e-4);
    problem.checkAgainstForward();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"stormer_verlet", "mclachlan_atela_4", "yoshida_6", "dormand_prince_nystrom_64"})
  void secondOrderMethodsHaveExactGradients(String name) {
    LaneMethod method = (LaneMethod) Methods.named(name);
    GradientProblem problem = kepler(method, 2);
    problem.checkAgainstDifferences(1e-4);
    problem.checkAgainstForward();
  }
}
