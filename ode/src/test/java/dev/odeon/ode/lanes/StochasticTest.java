package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.problem.BrownianMotion;
import dev.odeon.ode.problem.Calculus;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StateFunction;
import dev.odeon.ode.problem.StochasticField;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Stochastic methods against closed forms: laws of linear equations, and exact solutions as
/// functions of the path, which an equation `dW` with the same seed and trajectories gives.
class StochasticTest {
  private static final TimeSpan UNIT = TimeSpan.of(0, 1);
  private static final BrownianMotion STEPS = new BrownianMotion.Increments();
  private static final BrownianMotion TREE = new BrownianMotion.Tree(UNIT, 6);
  private static final StateFunction ONE = (t, y, p) -> y.zeros().plus(1);

  private static final StateFunction TURN =
      (t, y, p) -> Tensor.concatenate(y.get(1).negate(), y.get(0)).reshape(Shape.of(2, 1));

  private static double[] ends(
      FieldGraph field, StochasticMethod method, int steps, double start, int lanes) {
    double[] initial = new double[lanes];
    Arrays.fill(initial, start);
    OdeProblem problem = OdeProblem.ensemble(field, UNIT, lanes, initial).withSeed(20);
    Solution solution =
        OdeSolver.solve(problem, method, StepControl.fixed(steps), SaveAt.end(UNIT));
    double[] ends = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      ends[lane] = solution.state(lane, 0, 0);
    }
    return ends;
  }

  private static FieldGraph brownian(BrownianMotion motion) {
    return StochasticField.ito((t, y, p) -> y.zeros(), ONE).along(motion).trace("w", 1);
  }

  /// `E |y(1) - exact(y0, W(1))|`.
  private static double error(
      FieldGraph field,
      StochasticMethod method,
      int steps,
      double start,
      int lanes,
      DoubleBinaryOperator exact) {
    double[] y = ends(field, method, steps, start, lanes);
    double[] w =
        ends(
            brownian(field.diffusion().orElseThrow().motion()),
            StochasticMethod.EULER_MARUYAMA,
            steps,
            0,
            lanes);
    double sum = 0;
    for (int lane = 0; lane < lanes; lane++) {
      sum += Math.abs(y[lane] - exact.applyAsDouble(start, w[lane]));
    }
    return sum / lanes;
  }

  private static double order(
      FieldGraph field, String method, double start, DoubleBinaryOperator exact) {
    StochasticMethod named = StochasticMethod.named(method);
    double coarse = error(field, named, 8, start, 600, exact);
    double fine = error(field, named, 64, start, 600, exact);
    return Math.log(coarse / fine) / Math.log(8);
  }

  private static final VectorField GROWTH = (t, y, p) -> y.times(1.01);
  private static final StateFunction IN_PROPORTION = (t, y, p) -> y.times(0.87);

  @ParameterizedTest
  @CsvSource({
    "euler_maruyama, 0.5, false",
    "euler_maruyama, 0.5, true",
    "milstein, 1, false",
    "milstein, 1, true"
  })
  void strongOrderOnGeometricBrownianMotion(String method, double expected, boolean isPath) {
    FieldGraph field =
        StochasticField.ito(GROWTH, IN_PROPORTION).along(isPath ? TREE : STEPS).trace("gbm", 1);
    double order =
        order(field, method, 0.5, (y, w) -> y * Math.exp(1.01 - 0.87 * 0.87 / 2 + 0.87 * w));
    assertEquals(expected, order, 0.12);
  }

  @ParameterizedTest
  @CsvSource({"milstein", "euler_heun", "stratonovich_heun"})
  void strongOrderInTheSenseOfStratonovich(String method) {
    FieldGraph field = StochasticField.stratonovich(GROWTH, IN_PROPORTION).trace("gbm", 1);
    double order = order(field, method, 0.5, (y, w) -> y * Math.exp(1.01 + 0.87 * w));
    assertEquals(1, order, 0.12);
  }

  @ParameterizedTest
  @CsvSource({"ITO, euler_maruyama", "STRATONOVICH, stratonovich_heun"})
  void theOtherSenseIsTheSameProcess(Calculus calculus, String method) {
    Calculus given = calculus == Calculus.ITO ? Calculus.STRATONOVICH : Calculus.ITO;
    StochasticField equation =
        new StochasticField(GROWTH, IN_PROPORTION, given, new BrownianMotion.Tree(UNIT, 9));
    FieldGraph field = equation.trace("gbm", 1).inTheSenseOf(calculus);
    double rate = given == Calculus.ITO ? 1.01 - 0.87 * 0.87 / 2 : 1.01;
    double error =
        error(
            field,
            StochasticMethod.named(method),
            512,
            0.5,
            40,
            (y, w) -> y * Math.exp(rate + 0.87 * w));
    assertEquals(0, error, 0.05, "of the other drift it is 0.3 at least");
  }

  /// A rotation by W has no drift in the sense of Stratonovich, and `-y / 2` in that of Ito.
  @Test
  void theOtherSenseOfAMatrixHasItsCorrection() {
    FieldGraph field =
        StochasticField.stratonovich((t, y, p) -> y.zeros(), TURN)
            .trace("kubo", 2)
            .inTheSenseOf(Calculus.ITO);
    double[][] out = {new double[2]};
    new ReferenceBackend()
        .compile(field.graph())
        .run(new double[][] {{0}, {3, 4}, {0}, {0}}, out, 1);
    assertArrayEquals(new double[] {-1.5, -2}, out[0]);
  }

  /// `dy = -y (1 - y^2) / 4 dt + (1 - y^2) / 2 dW`.
  @ParameterizedTest
  @CsvSource({"euler_maruyama, 0.5", "milstein, 1"})
  void strongOrderOnACubic(String method, double expected) {
    FieldGraph field =
        StochasticField.ito(
                (t, y, p) -> y.times(y.times(y).negate().plus(1)).times(-0.25),
                (t, y, p) -> y.times(y).negate().plus(1).times(0.5))
            .trace("cubic", 1);
    double order =
        order(
            field,
            method,
            0.5,
            (y, w) -> ((1 + y) * Math.exp(w) + y - 1) / ((1 + y) * Math.exp(w) + 1 - y));
    assertEquals(expected, order, 0.15);
  }

  /// `dy = (b / sqrt(1 + t) - y / (2 (1 + t))) dt + a b / sqrt(1 + t) dW`; where f is linear,
  /// `sra1` gains half an order.
  @ParameterizedTest
  @CsvSource({"euler_maruyama, 1", "sra1, 2"})
  void strongOrderOfNoiseThatDoesNotDependOnTheState(String method, double expected) {
    FieldGraph field =
        StochasticField.ito(
                (t, y, p) ->
                    t.plus(1).sqrt().pow(-1).times(0.05).minus(y.dividedBy(t.plus(1).times(2))),
                (t, y, p) -> y.zeros().plus(0.5).dividedBy(t.plus(1).sqrt()))
            .trace("additive", 1);
    double order = order(field, method, 1, (y, w) -> (y + 0.05 + 0.5 * w) / Math.sqrt(2));
    assertEquals(expected, order, 0.15);
  }

  /// The mean of Euler and Maruyama's growth is `(1 + 1.01 h)^n` exactly: weak order 1.
  @ParameterizedTest
  @CsvSource({"4", "16"})
  void theMeanOfGrowthIsThatOfTheRecursion(int steps) {
    FieldGraph field = StochasticField.ito(GROWTH, (t, y, p) -> y.times(0.2)).trace("growth", 1);
    double[] y = ends(field, StochasticMethod.EULER_MARUYAMA, steps, 1, 20_000);
    double mean = Math.pow(1 + 1.01 / steps, steps);
    double deviation = mean * 0.21;
    assertEquals(
        mean, Arrays.stream(y).average().orElseThrow(), 4 * deviation / Math.sqrt(y.length));
  }

  @Test
  void ornsteinAndUhlenbeckHasItsMeanAndVariance() {
    FieldGraph field =
        StochasticField.ito((t, y, p) -> y.times(-2), (t, y, p) -> y.zeros().plus(0.5))
            .trace("ou", 1);
    int lanes = 20_000;
    int steps = 16;
    double[] y = ends(field, StochasticMethod.EULER_MARUYAMA, steps, 1, lanes);
    double mean = Arrays.stream(y).average().orElseThrow();
    double variance = Arrays.stream(y).map(x -> (x - mean) * (x - mean)).sum() / lanes;
    // Of the recursion y1 = (1 - 2 h) y + sqrt(h) z / 2, whose bias of order 1 is no fault.
    double factor = 1 - 2.0 / steps;
    double expected = 0;
    for (int k = 0; k < steps; k++) {
      expected += 0.25 / steps * Math.pow(factor, 2 * k);
    }
    assertEquals(Math.pow(factor, steps), mean, 4 * Math.sqrt(expected / lanes));
    assertEquals(expected, variance, 4 * expected * Math.sqrt(2.0 / lanes));
  }

  /// `dx = -z o dW`, `dz = x o dW` turns the plane by the angle W.
  @Test
  void oneNoiseThroughAMatrixTurnsThePlane() {
    FieldGraph field =
        StochasticField.stratonovich((t, y, p) -> y.zeros(), TURN).along(TREE).trace("kubo", 2);
    int lanes = 100;
    double[] initial = new double[2 * lanes];
    Arrays.fill(initial, 0, lanes, 1);
    OdeProblem problem = OdeProblem.ensemble(field, UNIT, lanes, initial).withSeed(20);
    Solution turned =
        OdeSolver.solve(problem, StochasticMethod.HEUN, StepControl.fixed(64), SaveAt.end(UNIT));
    double[] w = ends(brownian(TREE), StochasticMethod.EULER_MARUYAMA, 4, 0, lanes);
    for (int lane = 0; lane < lanes; lane++) {
      assertEquals(Math.cos(w[lane]), turned.state(lane, 0, 0), 0.06, "lane " + lane);
      assertEquals(Math.sin(w[lane]), turned.state(lane, 0, 1), 0.06, "lane " + lane);
    }
  }

  @Test
  void aPathOfATreeIsTheSameForEveryStepSize() {
    double[] coarse = ends(brownian(TREE), StochasticMethod.EULER_MARUYAMA, 1, 0, 200);
    double[] fine = ends(brownian(TREE), StochasticMethod.EULER_MARUYAMA, 96, 0, 200);
    assertArrayEquals(coarse, fine, 1e-13);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void incrementsAreIndependentAndHaveTheVarianceOfTheirLength(boolean isTree) {
    int lanes = 4_000;
    FieldGraph field = brownian(isTree ? TREE : STEPS);
    OdeProblem problem = OdeProblem.ensemble(field, UNIT, lanes, new double[lanes]);
    Solution w =
        OdeSolver.solve(
            problem,
            StochasticMethod.EULER_MARUYAMA,
            StepControl.fixed(8),
            SaveAt.linspace(0, 1, 9));
    for (int i = 0; i < 8; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int lane = 0; lane < lanes; lane++) {
          sum +=
              (w.state(lane, i + 1, 0) - w.state(lane, i, 0))
                  * (w.state(lane, j + 1, 0) - w.state(lane, j, 0));
        }
        double deviation = (i == j ? Math.sqrt(2) : 1) / 8 / Math.sqrt(lanes);
        assertEquals(i == j ? 0.125 : 0, sum / lanes, 4.5 * deviation, i + " and " + j);
      }
    }
  }

  @Test
  @Tag("nightly")
  void aMillionIncrementsHaveTheMomentsOfTheNormalDistribution() {
    int lanes = 125_000;
    int steps = 8;
    OdeProblem problem = OdeProblem.ensemble(brownian(STEPS), UNIT, lanes, new double[lanes]);
    Solution w =
        OdeSolver.solve(
            problem,
            StochasticMethod.EULER_MARUYAMA,
            StepControl.fixed(steps),
            SaveAt.linspace(0, 1, steps + 1));
    double[] sums = new double[5];
    for (int lane = 0; lane < lanes; lane++) {
      for (int step = 0; step < steps; step++) {
        double z = (w.state(lane, step + 1, 0) - w.state(lane, step, 0)) * Math.sqrt(steps);
        double power = 1;
        for (int order = 1; order < 5; order++) {
          power *= z;
          sums[order] += power / (lanes * steps);
        }
        sums[0] += Math.abs(z) > 3 ? 1.0 / (lanes * steps) : 0;
      }
    }
    assertEquals(0.0026998, sums[0], 4 * 5.2e-5, "part beyond three deviations");
    assertEquals(0, sums[1], 4e-3, "mean");
    assertEquals(1, sums[2], 4e-3 * Math.sqrt(2), "variance");
    assertEquals(0, sums[3], 4e-3 * Math.sqrt(15), "third moment");
    assertEquals(3, sums[4], 4e-3 * Math.sqrt(96), "fourth moment");
  }

  @Test
  void whatIsNotFiniteEndsThatTrajectoryAlone() {
    FieldGraph field = StochasticField.ito((t, y, p) -> y.times(y).times(y), ONE).trace("cubic", 1);
    OdeProblem problem = OdeProblem.ensemble(field, UNIT, 2, new double[] {0, 1e100});
    Solution solution =
        OdeSolver.solve(
            problem, StochasticMethod.EULER_MARUYAMA, StepControl.fixed(10), SaveAt.end(UNIT));
    assertInstanceOf(Outcome.Success.class, solution.outcome(0));
    assertInstanceOf(Outcome.NonFinite.class, solution.outcome(1));
    assertTrue(Double.isNaN(solution.state(1, 0, 0)));
    assertEquals(11, solution.stats(0).evaluations());
  }
}
