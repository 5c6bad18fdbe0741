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
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients where every trajectory has save times of its own.
class OwnTimesTest {
  private static final List<double[]> TIMES =
      List.of(
          new double[] {0, 0.7, 3.1, 10},
          new double[] {},
          new double[] {2.25},
          new double[] {0, 0, 1, 1, 6.5, 9.9, 10});

  private static final int MOST = 7;

  private static AdjointCase problem(LaneMethod method) {
    AdjointCase all = AdjointCase.lotkaVolterra(method, 1e-10, TIMES.size());
    return new AdjointCase(
        all.field(),
        method,
        all.control(),
        all.span(),
        SaveAt.perLane(TIMES),
        TIMES.size(),
        all.initial(),
        all.parameters(),
        1);
  }

  /// Cotangents of the states that exist.
  private static double[] cotangents() {
    int lanes = TIMES.size();
    double[] w = new Random(2).doubles(2L * MOST * lanes, -1, 1).toArray();
    for (int k = 0; k < w.length; k++) {
      if (k / (2 * lanes) >= TIMES.get(k % lanes).length) {
        w[k] = 0;
      }
    }
    return w;
  }

  /// The sum of the gradients of the lanes, each solved alone at its own times.
  private static double[] oneByOne(AdjointCase problem, double[] w) {
    int lanes = TIMES.size();
    double[] initial = new double[problem.initial().length];
    double[][] gradients =
        Arrays.stream(problem.parameters()).map(p -> new double[p.length]).toArray(double[][]::new);
    for (int lane = 0; lane < lanes; lane++) {
      double[] times = TIMES.get(lane);
      if (times.length == 0) {
        continue;
      }
      AdjointCase mine = problem.alone(lane);
      AdjointCase alone =
          new AdjointCase(
              mine.field(),
              mine.method(),
              mine.control(),
              mine.span(),
              SaveAt.times(times),
              1,
              mine.initial(),
              mine.parameters(),
              1);
      double[] own = new double[times.length * 2];
      for (int k = 0; k < own.length; k++) {
        own[k] = w[k * lanes + lane];
      }
      AdjointCase.Gradient g = alone.discrete(own);
      for (int i = 0; i < 2; i++) {
        initial[i * lanes + lane] = g.initial()[i];
      }
      for (int p = 0; p < gradients.length; p++) {
        boolean shared = problem.field().parameterTypes().get(p).scope() == Scope.SHARED;
        gradients[p][shared ? 0 : lane] += g.parameters()[p][0];
      }
    }
    return new AdjointCase.Gradient(initial, gradients, new AdjointReport(List.of(), List.of()))
        .all();
  }

  @Test
  void theDiscreteGradientIsThatOfEveryTrajectoryAlone() {
    for (LaneMethod method : List.of(Tsit5.METHOD, Rosenbrock.RODAS_5P)) {
      AdjointCase problem = problem(method);
      double[] w = cotangents();
      double[] discrete = problem.discrete(w).all();
      double[] alone = oneByOne(problem, w);
      assertEquals(0, AdjointCase.distance(alone, discrete), 1e-13, method.name());
      assertEquals(
          0, AdjointCase.distance(problem.forward(w).all(), discrete), 1e-9, method.name());
    }
  }

  static Stream<Sensitivity> continuous() {
    return ContinuousAdjointTest.all();
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void theAdjointEquationAgrees(Sensitivity sensitivity) {
    AdjointCase problem = problem(Tsit5.METHOD);
    double[] w = cotangents();
    AdjointCase.Gradient found = problem.gradient(sensitivity, w);
    assertTrue(found.report().isSuccess(), found.report().toString());
    double[] expected = problem.discrete(w).all();
    assertEquals(0, AdjointCase.distance(expected, found.all()), 1e-7, sensitivity.toString());
  }

  @Test
  void theSecondDerivativesAreThoseOfEveryTrajectory() {
    AdjointCase problem = problem(Tsit5.METHOD);
    ForwardOverReverse second = new ForwardOverReverse(problem.integrator(problem.saveAt()));
    double[] w = cotangents();
    Random random = new Random(8);
    double[][][] directions = new double[2][][];
    double[][][] products = new double[2][][];
    for (int k = 0; k < 2; k++) {
      directions[k] = like(problem);
      for (double[] part : directions[k]) {
        Arrays.setAll(part, i -> random.nextDouble() - 0.5);
      }
      products[k] = like(problem);
      LaneRun run =
          second.run(problem.initial(), problem.parameters(), directions[k], 4, Recording.FULL);
      second.run(
          run,
          problem.parameters(),
          directions[k],
          w,
          new double[w.length],
          like(problem),
          products[k]);
    }
    double one = 0;
    double other = 0;
    for (int part = 0; part < products[0].length; part++) {
      for (int i = 0; i < products[0][part].length; i++) {
        one += products[0][part][i] * directions[1][part][i];
        other += products[1][part][i] * directions[0][part][i];
      }
    }
    assertEquals(one, other, 1e-11 * Math.abs(one));
  }

  private static double[][] like(AdjointCase problem) {
    double[][] all = new double[1 + problem.parameters().length][];
    all[0] = new double[problem.initial().length];
    for (int p = 1; p < all.length; p++) {
      all[p] = new double[problem.parameters()[p - 1].length];
    }
    return all;
  }

  @Test
  void aStateThatATrajectoryDoesNotHaveHasNoGradient() {
    AdjointCase problem = problem(Tsit5.METHOD);
    double[] w = cotangents();
    int lanes = TIMES.size();
    w[1 * 2 * lanes + 2] = 1;
    AdjointCase.Gradient discrete = problem.discrete(w);
    AdjointCase.Gradient gauss = problem.gradient(new Sensitivity.Gauss(), w);
    assertTrue(Double.isNaN(discrete.initial()[2]), "lane 2 has one time only");
    assertTrue(Double.isNaN(gauss.initial()[2]), "lane 2 has one time only");
    assertTrue(Double.isFinite(discrete.initial()[3]), "lane 3 has nothing to do with it");
  }

  /// y' = -k y from 1, observed at times of each trajectory's own: in a model rows that a
  /// trajectory does not have are NaN, and a loss leaves them out.
  @Test
  void aModelReadsTheRowsThatThereAre() {
    List<double[]> times = List.of(new double[] {0.5, 1}, new double[] {2});
    SolvePlan plan =
        SolvePlan.of(
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
            TimeSpan.of(0, 2),
            SaveAt.perLane(times));
    ParameterSpec spec = ParameterSpec.builder().add("k", Shape.SCALAR, new Constant(1)).build();
    GraphObjective objective =
        GraphObjective.of(
            spec,
            List.of(
                new ValueType(TensorType.f64(1), Scope.PER_LANE),
                new ValueType(TensorType.f64(2), Scope.PER_LANE)),
            List.of(new double[] {1, 1}, new double[] {1, 1, 1, 0}),
            2,
            new ReferenceBackend(),
            (p, data) -> {
              TracedSolve solve =
                  TracedSolve.of(
                      "decay",
                      (t, y, q) -> y.times(q.get("k")).negate(),
                      plan,
                      data.get(0),
                      new LinkedHashMap<>(Map.of("k", p.get("k"))));
              Tensor y = solve.states().reshape(Shape.of(2));
              Tensor isThere = data.get(1).compare(Comparison.NE, 0);
              return isThere.select(y, y.zeros()).sum();
            });
    double k = 0.7;
    double[] gradient = new double[1];
    double value = objective.valueAndGradient(new double[] {k}, gradient);
    double[] product = new double[1];
    objective.hessianProduct(new double[] {k}, new double[] {1}, product);
    double[] expected = new double[3];
    for (double t : new double[] {0.5, 1, 2}) {
      expected[0] += Math.exp(-k * t);
      expected[1] -= t * Math.exp(-k * t);
      expected[2] += t * t * Math.exp(-k * t);
    }
    assertArrayEquals(expected, new double[] {value, gradient[0], product[0]}, 1e-8);
  }

  @Test
  void bitsDoNotDependOnOtherTrajectoriesOrTheirTimes() {
    AdjointCase problem = problem(Tsit5.METHOD);
    double[] w = cotangents();
    double[] first = problem.discrete(w).initial();
    List<double[]> others = List.of(TIMES.get(0), TIMES.get(3), TIMES.get(2), TIMES.get(3));
    AdjointCase changed =
        new AdjointCase(
            problem.field(),
            problem.method(),
            problem.control(),
            problem.span(),
            SaveAt.perLane(others),
            4,
            problem.initial(),
            problem.parameters(),
            1);
    double[] second = changed.discrete(w).initial();
    for (int lane : new int[] {0, 2, 3}) {
      assertEquals(first[lane], second[lane], "lane " + lane);
      assertEquals(first[4 + lane], second[4 + lane], "lane " + lane);
    }
  }

  @Test
  void aRunKeepsItsRowsWithNanBeyond() {
    AdjointCase problem = problem(Tsit5.METHOD);
    LaneIntegrator integrator = problem.integrator(problem.saveAt());
    LaneRun run = integrator.run(problem.initial(), problem.parameters(), 4, Recording.NONE);
    double[] rows = new double[MOST * 8];
    run.solution().copyStates(MOST, rows);
    assertEquals(run.solution().state(2, 0, 1), rows[4 + 2]);
    assertTrue(Double.isNaN(rows[8 + 2]));
    assertTrue(Double.isNaN(rows[1]));
  }
}
