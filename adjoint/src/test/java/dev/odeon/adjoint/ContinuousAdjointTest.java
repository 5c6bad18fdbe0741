package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.Norm;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.DormandPrince853;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.LowOrderPairs;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Splitting;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContinuousAdjointTest {
  private static final Tolerances TIGHT = Tolerances.of(1e-12, 1e-12);

  static Stream<Sensitivity> all() {
    return Stream.of(
        new Sensitivity.Backsolve(),
        new Sensitivity.Interpolating(),
        new Sensitivity.Quadrature(AdjointSettings.DEFAULT, TIGHT),
        new Sensitivity.Gauss());
  }

  /// The variational equations integrated in 33-digit arithmetic.
  @ParameterizedTest
  @MethodSource("all")
  void lotkaVolterraGradientHasTheValuesOf33DigitArithmetic(Sensitivity sensitivity) {
    AdjointCase problem = AdjointCase.lotkaVolterra(DormandPrince853.METHOD, 1e-12, 1);
    AdjointCase.Gradient g = problem.gradient(sensitivity, problem.ones());
    double[] expected = {
      -39.127541222668094369,
      -8.7877802189926426780,
      8.3053626623165532553,
      -159.48429271513863628,
      75.203508213772772486,
      -339.19509276606090703
    };
    assertTrue(g.report().isSuccess(), "the adjoint equation must be integrated to the start");
    assertArrayEquals(expected, g.all(), 1e-9);
  }

  @Test
  void lotkaVolterraAgreesWithForwardAndDifferences() {
    AdjointCase problem =
        AdjointCase.lotkaVolterra(DormandPrince853.METHOD, 1e-11, 2)
            .over(TimeSpan.of(0, 6), SaveAt.linspace(1, 6, 11));
    double[] w = problem.random();
    double[] forward = problem.forward(w).all();
    double[] differences = new double[forward.length];
    Arrays.setAll(differences, i -> problem.difference(i, 1e-4, w));
    for (Sensitivity sensitivity : all().toList()) {
      double[] g = problem.gradient(sensitivity, w).all();
      assertEquals(0, AdjointCase.distance(forward, g), 1e-9, sensitivity.toString());
      assertEquals(0, AdjointCase.distance(differences, g), 1e-7, sensitivity.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aThousandLanesHaveTheirOwnGradients(Sensitivity sensitivity) {
    AdjointCase problem =
        AdjointCase.lotkaVolterra(Tsit5.METHOD, 1e-6, 1000)
            .over(TimeSpan.of(0, 1), SaveAt.times(0.4, 0.9))
            .onThreads(2);
    double[] w = problem.random();
    AdjointCase.Gradient g = problem.gradient(sensitivity, w);
    assertTrue(g.report().isSuccess(), "every lane must reach its start");
    for (int lane : new int[] {0, 63, 64, 500, 999}) {
      AdjointCase alone = problem.alone(lane);
      double[] mine = problem.ofLane(w, w.length / 1000, lane);
      AdjointCase.Gradient single = alone.gradient(sensitivity, mine);
      for (int i = 0; i < 2; i++) {
        assertEquals(single.initial()[i], g.initial()[i * 1000 + lane], 0.0, "lane " + lane);
        assertEquals(
            single.parameters()[2 + i][0], g.parameters()[2 + i][lane], 0.0, "lane " + lane);
      }
      for (int i : lane == 500 ? new int[] {0, 1, 4, 5} : new int[0]) {
        assertEquals(
            alone.difference(i, 1e-3, mine), single.all()[i], 2e-5, "lane " + lane + ", " + i);
      }
    }
    AdjointCase.Gradient again = problem.onThreads(1).gradient(sensitivity, w);
    assertArrayEquals(again.all(), g.all(), 0.0, "one thread or two");
    assertEquals(0, AdjointCase.distance(problem.discrete(w).all(), g.all()), 1e-4);
  }

  static Stream<LaneMethod> forAnyField() {
    return Methods.all().stream()
        .filter(method -> method instanceof LaneMethod)
        .map(method -> (LaneMethod) method);
  }

  /// A pendulum, which also the methods for special forms take.
  private static AdjointCase pendulum(LaneMethod method) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("k", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("pull", new ValueType(TensorType.f64(2), Scope.PER_LANE));
    FieldGraph field =
        FieldGraph.trace(
            "pendulum",
            (t, y, p) -> {
              Tensor force = p.get("pull").get(0).times(y.get(0).sin()).negate();
              return Tensor.concatenate(
                  y.get(1), force.times(p.get("k")).plus(p.get("pull").get(1)));
            },
            2,
            types);
    StepControl control =
        method.hasErrorEstimate() && method.order() > 2
            ? StepControl.adaptive(Tolerances.of(1e-8, 1e-8))
            : method.hasErrorEstimate()
                ? StepControl.adaptive(Tolerances.of(1e-5, 1e-5))
                : StepControl.fixed(method.order() == 1 ? 2000 : 200);
    return new AdjointCase(
        field,
        method,
        control,
        TimeSpan.of(0.5, 2.5),
        SaveAt.times(0.5, 1.1, 1.1, 2.2),
        2,
        new double[] {1, 1.4, 0, 0.3},
        new double[][] {{1.2}, {1, 2, 0.1, -0.2}},
        1);
  }

  static Stream<LaneMethod> ofEveryKind() {
    return Stream.of(
            "heun",
            "tsit5",
            "verner9",
            "auto",
            "rodas4",
            "bdf",
            "kvaerno5",
            "radau5",
            "rkc",
            "stormer_verlet",
            "dormand_prince_nystrom_64")
        .map(name -> (LaneMethod) Methods.named(name));
  }

  @ParameterizedTest
  @MethodSource("forAnyField")
  @Tag("nightly")
  void everyMethodHasEverySensitivity(LaneMethod method) {
    everyKindOfMethodHasEverySensitivity(method);
  }

  @ParameterizedTest
  @MethodSource("ofEveryKind")
  void everyKindOfMethodHasEverySensitivity(LaneMethod method) {
    AdjointCase reference =
        pendulum(DormandPrince853.METHOD).with(StepControl.adaptive(Tolerances.of(1e-12, 1e-12)));
    double[] w = reference.random();
    double[] expected = reference.discrete(w).all();
    AdjointCase problem = pendulum(method);
    double allowed = method.order() == 1 ? 1e-2 : method.order() == 2 ? 5e-4 : 1e-5;
    for (Sensitivity sensitivity : all().toList()) {
      AdjointCase.Gradient g = problem.gradient(sensitivity, w);
      String what = method.name() + ", " + sensitivity;
      assertTrue(g.report().isSuccess(), what);
      assertEquals(0, AdjointCase.distance(expected, g.all()), allowed, what);
    }
  }

  /// A field whose parameters are 0: the same numbers with any number of them.
  private static AdjointCase withParameters(LaneMethod method, int count, Scope scope) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    if (count > 0) {
      types.put("p", new ValueType(TensorType.f64(count), scope));
    }
    FieldGraph field =
        FieldGraph.trace(
            "forced",
            (t, y, p) -> {
              Tensor more = y.times(y).times(0.3).minus(y.reverse(0)).plus(t.sin());
              return count > 0 ? more.plus(p.get("p").sum()) : more;
            },
            2,
            types);
    return new AdjointCase(
        field,
        method,
        StepControl.adaptive(Tolerances.of(1e-7, 1e-7)),
        TimeSpan.of(0, 2),
        SaveAt.times(1, 2),
        1,
        new double[] {0.5, -0.25},
        count > 0 ? new double[][] {new double[count]} : new double[0][],
        1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void parametersDoNotInfluenceTheSteps(Sensitivity sensitivity) {
    for (LaneMethod method : List.of(Tsit5.METHOD, Rosenbrock.RODAS_5P)) {
      AdjointCase none = withParameters(method, 0, Scope.SHARED);
      double[] w = none.random();
      AdjointCase.Gradient without = none.gradient(sensitivity, w);
      for (Scope scope : Scope.values()) {
        AdjointCase many = withParameters(method, 1000, scope);
        AdjointCase.Gradient with = many.gradient(sensitivity, w);
        assertEquals(without.report().stats(), with.report().stats(), method + ", " + scope);
        assertArrayEquals(without.initial(), with.initial(), 0.0, method + ", " + scope);
        assertNotEquals(0.0, with.parameters()[0][999], "the parameters must matter");
        assertEquals(with.parameters()[0][0], with.parameters()[0][999], 0.0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theUnitOfTheLossDoesNotMatter(Sensitivity sensitivity) {
    AdjointCase problem = AdjointCase.lotkaVolterra(Tsit5.METHOD, 1e-6, 2);
    double[] w = problem.random();
    double[] small = Arrays.stream(w).map(x -> Math.scalb(x, -60)).toArray();
    double[] g = problem.gradient(sensitivity, w).all();
    double[] scaled = Arrays.stream(g).map(x -> Math.scalb(x, -60)).toArray();
    assertArrayEquals(scaled, problem.gradient(sensitivity, small).all(), 0.0);
  }

  @ParameterizedTest
  @MethodSource("all")
  void spansBackwardsAndEmptyHaveGradients(Sensitivity sensitivity) {
    AdjointCase problem =
        AdjointCase.lotkaVolterra(DormandPrince853.METHOD, 1e-11, 1)
            .over(TimeSpan.of(1, -1), SaveAt.times(1, 0.3, -0.5));
    double[] w = problem.random();
    double[] expected = problem.forward(w).all();
    double[] g = problem.gradient(sensitivity, w).all();
    assertEquals(0, AdjointCase.distance(expected, g), 1e-9, "backwards");
    AdjointCase empty = problem.over(TimeSpan.of(1, 1), SaveAt.times(1, 1));
    double[] none = {3, -1, 0, 0, 0, 0};
    assertArrayEquals(none, empty.gradient(sensitivity, new double[] {1, 2, 2, -3}).all(), 0.0);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aLaneThatFailedHasNanAndNoOtherHas(Sensitivity sensitivity) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("k", new ValueType(TensorType.f64(), Scope.PER_LANE));
    FieldGraph square =
        FieldGraph.trace("square", (t, y, p) -> y.times(y).times(p.get("k")), 1, types);
    AdjointCase problem =
        new AdjointCase(
            square,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
            TimeSpan.of(0, 2),
            SaveAt.times(0.25, 2),
            3,
            new double[] {-1, 1, -2},
            new double[][] {{1, 1, 1}},
            1);
    AdjointCase.Gradient late = problem.gradient(sensitivity, new double[] {0, 0, 0, 1, 1, 1});
    assertEquals(1.0 / 9, late.initial()[0], 1e-7);
    assertTrue(Double.isNaN(late.initial()[1]), "lane 1 blew up before the time asked for");
    assertTrue(Double.isNaN(late.parameters()[0][1]), "lane 1 blew up before the time asked for");
    assertEquals(1.0 / 25, late.initial()[2], 1e-7);
    assertEquals(2 * 4.0 / 25, late.parameters()[0][2], 1e-7);
    AdjointCase.Gradient early = problem.gradient(sensitivity, new double[] {1, 1, 1, 0, 0, 0});
    assertEquals(1 / (0.75 * 0.75), early.initial()[1], 1e-6, "what was reached has a gradient");
    AdjointCase.Gradient bad =
        problem.gradient(sensitivity, new double[] {1, 0, Double.NaN, 0, 0, 1});
    assertTrue(Double.isNaN(bad.initial()[2]), "a cotangent that is NaN gives NaN");
    assertEquals(1 / (1.25 * 1.25), bad.initial()[0], 1e-6);
    assertEquals(0.0, bad.initial()[1], "what is not asked for has gradient 0");
  }

  @Test
  void anAdjointThatCannotBeIntegratedSaysSo() {
    AdjointCase problem = AdjointCase.lotkaVolterra(Tsit5.METHOD, 1e-6, 1);
    StepControl.Adaptive few = StepControl.adaptive(TIGHT).withMaxSteps(2000);
    AdjointSettings strict = AdjointSettings.DEFAULT.by(LowOrderPairs.HEUN).within(TIGHT);
    AdjointCase.Gradient g =
        problem.with(few).gradient(new Sensitivity.Backsolve(strict), problem.ones());
    assertTrue(Double.isNaN(g.initial()[0]), "the gradient is not known");
    assertTrue(Double.isNaN(g.parameters()[0][0]), "the gradient is not known");
    assertTrue(g.report().outcomes().getFirst().message().contains("2000"), g.report().toString());
  }

  @Test
  void anInterruptDuringTheSweepGivesNanAndKeepsTheFlag() {
    AdjointCase problem = AdjointCase.lotkaVolterra(Tsit5.METHOD, 1e-6, 2);
    LaneIntegrator integrator = problem.integrator(problem.saveAt());
    LaneRun run = integrator.run(problem.initial(), problem.parameters(), 2, Recording.FULL);
    ContinuousAdjoint adjoint = new ContinuousAdjoint(integrator, new Sensitivity.Backsolve());
    double[] initial = new double[4];
    double[][] gradients = {new double[1], new double[1], new double[2], new double[2]};
    Thread.currentThread().interrupt();
    AdjointReport report =
        adjoint.run(run, problem.parameters(), problem.ones(), initial, gradients);
    assertTrue(Thread.interrupted(), "the flag must be kept");
    assertInstanceOf(Outcome.Cancelled.class, report.outcomes().getFirst());
    assertTrue(Double.isNaN(initial[0]) && Double.isNaN(gradients[0][0]), "nothing is known");
    assertTrue(
        adjoint.run(run, problem.parameters(), problem.ones(), initial, gradients).isSuccess(),
        "it can be used again");
  }

  @Test
  void settingsOfTheirOwnAreUsed() {
    AdjointCase problem =
        AdjointCase.lotkaVolterra(DormandPrince853.METHOD, 1e-11, 1)
            .over(TimeSpan.of(0, 10), SaveAt.times(5, 10));
    double[] w = problem.random();
    double[] expected = problem.forward(w).all();
    AdjointSettings loose = AdjointSettings.DEFAULT.within(Tolerances.of(1e-4, 1e-4));
    AdjointSettings tight = AdjointSettings.DEFAULT.within(Tolerances.of(1e-10, 1e-10));
    AdjointCase.Gradient rough = problem.gradient(new Sensitivity.Backsolve(loose), w);
    AdjointCase.Gradient good = problem.gradient(new Sensitivity.Backsolve(tight), w);
    double error = AdjointCase.distance(expected, rough.all());
    assertTrue(error > 1e-9, "loose tolerances must show: " + error);
    assertEquals(0, error, 1e-2);
    assertEquals(0, AdjointCase.distance(expected, good.all()), 1e-8);
    AdjointSettings stiff = tight.by(Rosenbrock.RODAS_5P).weighedBy(Norm.MAXIMUM);
    AdjointCase.Gradient other = problem.gradient(new Sensitivity.Backsolve(stiff), w);
    assertEquals(0, AdjointCase.distance(expected, other.all()), 1e-7);
    assertTrue(other.report().stats().getFirst().factorisations() > 0, "by a Rosenbrock method");
    AdjointCase.Gradient one = problem.gradient(new Sensitivity.Gauss(loose, 1), w);
    double coarse = AdjointCase.distance(expected, one.all());
    assertTrue(coarse > 1e-6, "one node a step is not enough: " + coarse);
  }

  @Test
  void theQuadratureKeepsItsOwnTolerances() {
    AdjointCase problem = AdjointCase.lotkaVolterra(DormandPrince853.METHOD, 1e-11, 1);
    double[] w = problem.random();
    double[] expected = problem.forward(w).all();
    for (double tolerance : new double[] {1e-3, 1e-6, 1e-10}) {
      Tolerances integrals = Tolerances.of(tolerance, tolerance);
      Sensitivity sensitivity = new Sensitivity.Quadrature(AdjointSettings.DEFAULT, integrals);
      double[] g = problem.gradient(sensitivity, w).all();
      assertEquals(0, AdjointCase.distance(expected, g), 10 * tolerance);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertRefused(
        "adjoint method 'yoshida_6': the adjoint equation is not separable",
        () -> AdjointSettings.DEFAULT.by(Splitting.YOSHIDA_6));
    assertRefused(
        "nodes 65 is outside 0..64", () -> new Sensitivity.Gauss(AdjointSettings.DEFAULT, 65));
    AdjointCase problem = AdjointCase.lotkaVolterra(Tsit5.METHOD, 1e-6, 1);
    Norm wrong = new Norm.Weighted(List.of(1.0, 1.0, 1.0));
    assertRefused(
        "norm has 3 weights, the state has 2 components",
        () ->
            problem.gradient(
                new Sensitivity.Gauss(AdjointSettings.DEFAULT.weighedBy(wrong), 0),
                problem.ones()));
    assertRefused(
        "sensitivity Forward[] integrates no adjoint equation",
        () -> problem.gradient(new Sensitivity.Forward(), problem.ones()));
    AdjointSettings euler = AdjointSettings.DEFAULT.by((LaneMethod) Methods.named("euler"));
    assertRefused(
        "adjoint method 'euler' has no error estimate for its tolerances",
        () -> problem.gradient(new Sensitivity.Backsolve(euler), problem.ones()));
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
  }
}
