package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Gradients of problems with algebraic equations.
class AlgebraicGradientTest {
  private static final int LANES = 2;
  private static final double[] SAVES = {0, 0.01, 0.7, 5};

  private static Tensor first(Tensor y, Parameters p) {
    return y.get(1).times(y.get(2)).times(p.get("k3")).minus(y.get(0).times(p.get("k1")));
  }

  private static Tensor product(Tensor y, Parameters p) {
    return y.get(1).times(y.get(1)).times(p.get("k2"));
  }

  /// Robertson's kinetics, scaled, the third equation replaced by the conservation of mass.
  private static final VectorField CONSERVING =
      (t, y, p) ->
          Tensor.concatenate(
              first(y, p),
              first(y, p).negate().minus(product(y, p)),
              y.sum().minus(p.get("total")));

  /// The same with a differential equation for every substance.
  private static final VectorField DIFFERENTIAL =
      (t, y, p) ->
          Tensor.concatenate(first(y, p), first(y, p).negate().minus(product(y, p)), product(y, p));

  private static FieldGraph field(VectorField field) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("k1", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("k2", new ValueType(TensorType.f64(), Scope.PER_LANE));
    types.put("k3", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("total", new ValueType(TensorType.f64(), Scope.PER_LANE));
    return FieldGraph.trace("robertson", field, 3, types);
  }

  private static GradientProblem problem(
      FieldGraph field, String method, StepControl control, Stops stops, double[] thirds) {
    LanePlan plan =
        new LanePlan(
                field,
                (LaneMethod) Methods.named(method),
                control,
                TimeSpan.of(0, 5),
                SaveAt.times(SAVES))
            .withStops(stops);
    double[][] parameters = {{0.4}, {300, 350}, {40}, {1, 1.1}};
    double[] initial = {0.9, 1, 0.01, 0.02, thirds[0], thirds[1]};
    return new GradientProblem(
        new LaneIntegrator(plan, new ReferenceBackend(), 1), LANES, initial, parameters);
  }

  private static GradientProblem algebraic(String method, StepControl control, Stops stops) {
    FieldGraph field = field(CONSERVING).withMass(MassMatrix.diagonal(1, 1, 0));
    // The third components begin elsewhere: the solver moves them to what is left.
    return problem(field, method, control, stops, new double[] {0.5, 0.3});
  }

  private static StepControl within(double tolerance) {
    return StepControl.adaptive(Tolerances.of(tolerance, tolerance));
  }

  /// With y3 = total - y1 - y2 at the start, the differential equations have the same trajectory:
  /// their derivatives for y3 go to the total, and to y1 and y2 with the opposite sign.
  @ParameterizedTest
  @ValueSource(strings = {"rodas4", "rodas5p", "kvaerno5", "radau5"})
  void theGradientIsThatOfTheDifferentialEquations(String method) {
    GradientProblem algebraic = algebraic(method, within(1e-10), Stops.NONE);
    double[] rest = {1 - 0.9 - 0.01, 1.1 - 1 - 0.02};
    GradientProblem differential =
        problem(field(DIFFERENTIAL), "rodas5p", within(1e-11), Stops.NONE, rest);
    LaneRun run = algebraic.run();
    double[] w = algebraic.cotangent(run);
    GradientProblem.Gradient found = algebraic.discrete(run, w);
    GradientProblem.Gradient known = differential.discrete(differential.run(), w);
    double[] expected = new double[6];
    double[] totals = new double[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      double third = known.initial()[2 * LANES + lane];
      expected[lane] = known.initial()[lane] - third;
      expected[LANES + lane] = known.initial()[LANES + lane] - third;
      totals[lane] = third;
    }
    assertArrayEquals(expected, found.initial(), 1e-6, "initial states");
    assertArrayEquals(totals, found.parameters()[3], 1e-6, "totals");
    assertEquals(known.parameters()[0][0], found.parameters()[0][0], 1e-6, "k1");
    assertArrayEquals(known.parameters()[1], found.parameters()[1], 1e-8, "k2");
    assertEquals(known.parameters()[2][0], found.parameters()[2][0], 1e-7, "k3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rodas4", "rodas5p", "kvaerno3", "kvaerno5", "radau5"})
  void itIsThatOfTheStepsTaken(String method) {
    GradientProblem problem = algebraic(method, within(1e-6), Stops.NONE);
    problem.checkDotProduct(1e-12);
    problem.checkAgainstForward();
  }

  /// States move at stops too, where the field may jump.
  @ParameterizedTest
  @ValueSource(strings = {"rodas5p", "kvaerno5"})
  void itGoesThroughStops(String method) {
    VectorField jumping =
        (t, y, p) -> {
          Tensor more = t.compare(Comparison.GT, 1).select(t.scalar(0.2), t.scalar(0));
          Tensor all = CONSERVING.apply(t, y, p);
          return Tensor.concatenate(all.get(0), all.get(1), all.get(2).minus(more));
        };
    FieldGraph field = field(jumping).withMass(MassMatrix.diagonal(1, 1, 0));
    double[] thirds = {0.5, 0.3};
    GradientProblem adaptive = problem(field, method, within(1e-7), Stops.at(1), thirds);
    adaptive.checkDotProduct(1e-12);
    adaptive.checkAgainstForward();
    GradientProblem fixed = problem(field, method, StepControl.fixed(20), Stops.at(1), thirds);
    fixed.checkAgainstDifferencesOfRuns(1e-5, 1e-7);
  }

  /// An index-1 problem in closed form, its mass matrix not diagonal: u' + v' = -k (u + v) and 0 =
  /// u - a v, so that v = s / (1 + a), u = a s / (1 + a) with s = (u0 + v0) exp(-k t).
  @Test
  void aMatrixThatIsNotDiagonalHasTheGradientOfTheClosedForm() {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("k", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("a", new ValueType(TensorType.f64(), Scope.SHARED));
    FieldGraph field =
        FieldGraph.trace(
                "pair",
                (t, y, p) ->
                    Tensor.concatenate(
                        y.sum().times(p.get("k")).negate(),
                        y.get(0).minus(y.get(1).times(p.get("a")))),
                2,
                types)
            .withMass(MassMatrix.of(new double[][] {{1, 1}, {0, 0}}));
    double t = 0.8;
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            (LaneMethod) Methods.named("rodas5p"),
            within(1e-11),
            TimeSpan.of(0, t),
            SaveAt.times(0, t),
            new ReferenceBackend(),
            1);
    double k = 1.2;
    double a = 0.6;
    GradientProblem problem =
        new GradientProblem(integrator, 1, new double[] {1, 2}, new double[][] {{k}, {a}});
    LaneRun run = problem.run();
    double[] start = run.solution().state(0, 0);
    assertArrayEquals(new double[] {3 * a / (1 + a), 3 / (1 + a)}, start, 1e-14, "the start");
    GradientProblem.Gradient g = problem.discrete(run, new double[] {0, 1, 1, 0});
    double v = 1 / (1 + a);
    double u = a * Math.exp(-k * t) / (1 + a);
    assertArrayEquals(new double[] {u + v, u + v}, g.initial(), 1e-9);
    assertEquals(-3 * t * u, g.parameters()[0][0], 1e-9, "k");
    double slope = 3 * (Math.exp(-k * t) - 1) / ((1 + a) * (1 + a));
    assertEquals(slope, g.parameters()[1][0], 1e-9, "a");
  }

  /// The same, and where v falls to a level, u is raised by 1: at `T = log(s0 / ((1 + a) level)) /
  /// k` the sum s is `(1 + a) level`, and then one more, whatever of it is u.
  @ParameterizedTest
  @ValueSource(strings = {"rodas5p", "kvaerno5"})
  void eventsAndAlgebraicEquationsGoTogether(String method) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("k", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("a", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("level", new ValueType(TensorType.f64(), Scope.SHARED));
    FieldGraph field =
        FieldGraph.trace(
                "pair",
                (t, y, p) ->
                    Tensor.concatenate(
                        y.sum().times(p.get("k")).negate(),
                        y.get(0).minus(y.get(1).times(p.get("a")))),
                2,
                types)
            .withMass(MassMatrix.of(new double[][] {{1, 1}, {0, 0}}));
    Event fill =
        Event.of("fill", (t, y, p) -> y.get(1).minus(p.get("level")))
            .falling()
            .changing((t, y, p) -> Tensor.concatenate(y.get(0).plus(1), y.get(1)));
    double t = 0.4;
    LanePlan plan =
        new LanePlan(
                field,
                (LaneMethod) Methods.named(method),
                within(1e-11),
                TimeSpan.of(0, t),
                SaveAt.times(t))
            .withEvents(fill);
    double k = 1.2;
    double a = 0.6;
    double level = 1.5;
    GradientProblem problem =
        new GradientProblem(
            new LaneIntegrator(plan, new ReferenceBackend(), 1),
            1,
            new double[] {1, 2},
            new double[][] {{k}, {a}, {level}});
    LaneRun run = problem.run();
    assertEquals(1, run.solution().occurrences(0).size(), "the event must occur");
    double[] w = {1, 0};
    GradientProblem.Gradient g = problem.discrete(run, w);
    double size = (1 + a) * level;
    double rest = Math.exp(-k * (t - Math.log(3 / size) / k));
    double u = a / (1 + a) * (size + 1) * rest;
    assertEquals(u, run.solution().state(0, 0, 0), 1e-8, "u at the end");
    // With rest = exp(-k t) s0 / size, u = a / (1 + a) (1 + 1 / size) s0 exp(-k t).
    double decayed = 3 * Math.exp(-k * t);
    assertEquals(u / 3, g.initial()[0], 1e-7, "u at the start");
    assertEquals(u / 3, g.initial()[1], 1e-7, "v at the start");
    assertEquals(-t * u, g.parameters()[0][0], 1e-7, "k");
    double byShare = (1 + 1 / size) / ((1 + a) * (1 + a));
    double bySize = a / (1 + a) * -level / (size * size);
    assertEquals((byShare + bySize) * decayed, g.parameters()[1][0], 1e-7, "a");
    double byLevel = a / (1 + a) * -(1 + a) / (size * size) * decayed;
    assertEquals(byLevel, g.parameters()[2][0], 1e-7, "level");
    problem.checkDotProduct(1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rodas5p", "kvaerno5", "radau5"})
  void theirSecondDerivativesAreSymmetric(String method) {
    SecondOrderCheck check = new SecondOrderCheck(algebraic(method, within(1e-6), Stops.at(1)));
    check.checkStepsAreTheSame();
    check.checkDotProducts(1e-12);
  }

  @Test
  void theyAreThoseOfDifferences() {
    SecondOrderCheck check =
        new SecondOrderCheck(algebraic("rodas5p", StepControl.fixed(60), Stops.NONE));
    check.checkAgainstDifferences(1e-4, 1e-6);
  }

  @Test
  void checkpointsLeaveEveryBit() {
    GradientProblem problem = algebraic("rodas5p", within(1e-7), Stops.at(1));
    LaneRun whole = problem.run();
    double[] w = problem.cotangent(whole);
    GradientProblem.Gradient expected = problem.discrete(whole, w);
    LaneRun thin =
        problem
            .integrator()
            .run(problem.initial(), problem.parameters(), LANES, Recording.within(1500));
    assertTrue(!thin.isComplete(), "the case itself: every step was kept");
    GradientProblem.Gradient found = problem.discrete(thin, w);
    assertArrayEquals(expected.initial(), found.initial());
    for (int p = 0; p < 4; p++) {
      assertArrayEquals(expected.parameters()[p], found.parameters()[p]);
    }
  }

  /// `0 = y1 - a y0` beside `dy0/dt = -k y1` over a span from 0 to `end`, and the integral of y1:
  /// `(1 - exp(-k a end)) / k`.
  @Test
  void aProblemInATraceMayHaveAMassMatrix() {
    ParameterSpec spec =
        ParameterSpec.builder()
            .add("k", Shape.SCALAR, new Constant(1))
            .add("a", Shape.SCALAR, new Constant(1))
            .add("end", Shape.SCALAR, new Constant(1))
            .build();
    SolvePlan plan =
        SolvePlan.of(
            (LaneMethod) Methods.named("rodas5p"),
            within(1e-10),
            TimeSpan.of(0, 1),
            SaveAt.times(1));
    GraphObjective objective =
        GraphObjective.of(
            spec,
            List.of(new ValueType(TensorType.f64(2), Scope.PER_LANE)),
            List.of(new double[] {1, 0}),
            1,
            new ReferenceBackend(),
            (p, data) -> {
              SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
              needed.put("k", p.get("k"));
              needed.put("a", p.get("a"));
              return TracedProblem.of(
                      "chain",
                      (t, y, q) ->
                          Tensor.concatenate(
                              y.get(1).times(q.get("k")).negate(),
                              y.get(1).minus(y.get(0).times(q.get("a")))),
                      data.getFirst(),
                      needed)
                  .withMass(MassMatrix.diagonal(1, 0))
                  .between(p.get("k").times(0), p.get("end"))
                  .integrating((t, y, q) -> y.get(1))
                  .solve(plan)
                  .integral()
                  .orElseThrow()
                  .sum();
            });
    double k = 0.8;
    double a = 1.5;
    double end = 0.9;
    double[] gradient = new double[3];
    double value = objective.valueAndGradient(new double[] {k, a, end}, gradient);
    double e = Math.exp(-k * a * end);
    assertEquals((1 - e) / k, value, 1e-9);
    double[] expected = {(a * end * e * k - (1 - e)) / (k * k), end * e, a * e};
    assertArrayEquals(expected, gradient, 1e-8);
    double[] product = new double[3];
    objective.hessianProduct(new double[] {k, a, end}, new double[] {0, 1, 0}, product);
    double[] byA = {-a * end * end * e, -k * end * end * e, e - k * a * end * e};
    assertArrayEquals(byA, product, 1e-7);
  }
}
