package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImplicitMethodsTest {
  static List<String> methods() {
    return List.of(
        "implicit_euler", "trbdf2", "kvaerno3", "kvaerno4", "kvaerno5", "kencarp4", "radau5");
  }

  private static Solution solve(
      String method,
      FieldGraph field,
      StepControl control,
      TimeSpan span,
      SaveAt saveAt,
      double... initial) {
    int lanes = initial.length / field.dimension();
    return new LaneIntegrator(
            field,
            (LaneMethod) Methods.named(method),
            control,
            span,
            saveAt,
            Backends.preferred(),
            1)
        .run(initial, new double[0][], lanes, Recording.NONE)
        .solution();
  }

  /// y' = cos(t)^3 - sin(t) - y^3 beside x' = -x y, solved by cos(t) and exp(-sin(t)).
  private static FieldGraph cubic() {
    return FieldGraph.trace(
        "cubic",
        (t, y, p) -> {
          Tensor c = t.cos();
          Tensor a = y.get(0);
          Tensor first = c.times(c).times(c).minus(t.sin()).minus(a.times(a).times(a));
          return Tensor.concatenate(first, y.get(1).times(a).negate());
        },
        2);
  }

  @ParameterizedTest
  @CsvSource({
    "implicit_euler, 1, 1, 200",
    "trbdf2, 2, 2, 40",
    "kvaerno3, 3, 3, 40",
    "kvaerno4, 4, 4, 80",
    "kvaerno5, 5, 4, 20",
    "kencarp4, 4, 4, 30",
    "radau5, 5, 4, 14"
  })
  void methodsShowTheirOrder(String method, int order, int within, int steps) {
    double[] x = new double[4];
    double[][] errors = new double[2][x.length];
    int inner = 399;
    double[] times = new double[inner + 1];
    Arrays.setAll(times, i -> i == inner ? 4 : 0.003 + 0.01 * i);
    for (int k = 0; k < x.length; k++) {
      int count = (int) Math.round(steps * Math.pow(1.6, k));
      StepControl control = StepControl.fixed(count);
      Solution y = solve(method, cubic(), control, TimeSpan.of(0, 4), SaveAt.times(times), 1, 1);
      assertTrue(y.isSuccess(), y.outcome(0).message());
      x[k] = Math.log(count);
      errors[0][k] = error(y, inner);
      for (int i = 0; i < inner; i++) {
        errors[1][k] = Math.max(errors[1][k], error(y, i));
      }
    }
    assertEquals(order, slope(x, errors[0]), 0.15, "end: " + Arrays.toString(errors[0]));
    assertEquals(within, slope(x, errors[1]), 0.15, "interpolant: " + Arrays.toString(errors[1]));
  }

  private static double error(Solution y, int save) {
    double t = y.saveAt().time(save);
    return Math.max(
        Math.abs(y.state(0, save)[0] - Math.cos(t)),
        Math.abs(y.state(0, save)[1] - Math.exp(-Math.sin(t))));
  }

  /// Of the least squares line through the negative logarithms of `errors` over `x`.
  private static double slope(double[] x, double[] errors) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double up = 0;
    double across = 0;
    for (int k = 0; k < x.length; k++) {
      up -= (x[k] - mean) * Math.log(errors[k]);
      across += (x[k] - mean) * (x[k] - mean);
    }
    return up / across;
  }

  /// The largest error at the end in tolerances: 50 are allowed.
  private static double tolerancesOff(StiffProblem problem, String method, double tolerance) {
    Tolerances tolerances = Tolerances.of(tolerance, problem.absolute() * tolerance);
    Solution y =
        solve(
            method,
            problem.field(),
            StepControl.adaptive(tolerances),
            problem.span(),
            SaveAt.end(problem.span()),
            problem.initial());
    assertTrue(y.isSuccess(), method + ", " + problem + ": " + y.outcome(0).message());
    double worst = 0;
    for (int i = 0; i < problem.end().length; i++) {
      double allowed = tolerances.absTol() + tolerances.relTol() * Math.abs(problem.end()[i]);
      worst = Math.max(worst, Math.abs(y.state(0, 0)[i] - problem.end()[i]) / allowed);
    }
    return worst;
  }

  @ParameterizedTest
  @ValueSource(strings = {"kvaerno3", "kvaerno4", "kvaerno5", "kencarp4", "radau5"})
  void stiffProblemsEndWithinFiftyTolerances(String method) {
    for (StiffProblem problem : StiffProblem.values()) {
      for (double tolerance : new double[] {1e-4, 1e-6, 1e-8}) {
        if (tolerance == 1e-8 && method.equals("kvaerno3")) {
          continue;
        }
        double worst = tolerancesOff(problem, method, tolerance);
        assertTrue(worst <= 50, method + ", " + problem + " at " + tolerance + ": " + worst);
      }
    }
  }

  /// Hundreds of steps of low order, each with an error of half a tolerance, add up.
  @ParameterizedTest
  @CsvSource({
    "implicit_euler, ROBERTSON, 50",
    "implicit_euler, BRUSSELATOR, 100",
    "trbdf2, ROBERTSON, 50",
    "trbdf2, VAN_DER_POL, 50",
    "trbdf2, BRUSSELATOR, 50",
    "trbdf2, HIRES, 100"
  })
  void methodsOfLowOrderSuitLooseTolerances(String method, StiffProblem problem, double times) {
    double worst = tolerancesOff(problem, method, 1e-4);
    assertTrue(worst <= times, method + ", " + problem + ": " + worst);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void lanesHaveTheBitsOfEachAlone(String method) {
    int lanes = 100;
    double[] initial = new double[3 * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 - 0.001 * lane;
      initial[2 * lanes + lane] = 0.001 * lane;
    }
    FieldGraph field = StiffProblem.ROBERTSON.field();
    StepControl control = StepControl.adaptive(Tolerances.of(1e-4, 1e-9));
    TimeSpan span = TimeSpan.of(0, 40);
    SaveAt saveAt = SaveAt.times(0, 0.4, 4, 40);
    Solution all = solve(method, field, control, span, saveAt, initial);
    assertTrue(all.isSuccess());
    for (int lane : new int[] {0, 1, 63, 64, 99}) {
      Solution alone =
          solve(method, field, control, span, saveAt, initial[lane], 0, initial[2 * lanes + lane]);
      for (int k = 0; k < saveAt.count(); k++) {
        assertArrayEquals(alone.state(0, k), all.state(lane, k), 0.0, "lane " + lane);
      }
      assertEquals(alone.stats(0), all.stats(lane), "lane " + lane);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theyRunBackwards(String method) {
    StepControl control = StepControl.adaptive(Tolerances.of(1e-5, 1e-5));
    double[] end = {Math.cos(2), Math.exp(-Math.sin(2))};
    Solution y = solve(method, cubic(), control, TimeSpan.of(2, 0), SaveAt.times(1, 0), end);
    assertTrue(y.isSuccess(), y.outcome(0).message());
    double[] one = {Math.cos(1), Math.exp(-Math.sin(1))};
    double allowed = method.equals("implicit_euler") ? 2e-2 : 2e-3;
    assertArrayEquals(one, y.state(0, 0), allowed);
    assertArrayEquals(new double[] {1, 1}, y.state(0, 1), allowed);
  }

  /// y'' = -y with y(0) in a field of 40 components: the pattern is coloured, the matrix is not
  /// written out.
  @Test
  void aLargeFieldWithABandedJacobianIsSolved() {
    int d = 40;
    FieldGraph field =
        FieldGraph.trace(
            "heat",
            (t, y, p) -> {
              Tensor zero = y.scalar(0);
              Tensor left = Tensor.concatenate(zero, y.slice(0, d - 1));
              Tensor right = Tensor.concatenate(y.slice(1, d), zero);
              return left.plus(right).minus(y.times(2)).times((d + 1.0) * (d + 1));
            },
            d);
    double[] initial = new double[d];
    Arrays.setAll(initial, i -> Math.sin(Math.PI * (i + 1) / (d + 1)));
    double rate = 4.0 * (d + 1) * (d + 1) * Math.pow(Math.sin(Math.PI / 2 / (d + 1)), 2);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-7, 1e-9));
    Solution y = solve("kvaerno5", field, control, TimeSpan.of(0, 1), SaveAt.times(1), initial);
    assertTrue(y.isSuccess(), y.outcome(0).message());
    for (int i = 0; i < d; i++) {
      assertEquals(initial[i] * Math.exp(-rate), y.state(0, 0)[i], 1e-9, "component " + i);
    }
  }

  @Test
  void countsTellEvaluationsJacobiansAndFactorisations() {
    Solution y =
        solve("trbdf2", cubic(), StepControl.fixed(10), TimeSpan.of(0, 1), SaveAt.times(1), 1, 1);
    assertEquals(10, y.stats(0).jacobians());
    assertEquals(10, y.stats(0).factorisations());
    assertTrue(y.stats(0).evaluations() >= 1 + 10 * 2 * 2, "two stages of at least two iterations");
  }

  /// The derivative of sqrt is infinite at the start: the matrix is not finite for any step.
  @ParameterizedTest
  @MethodSource("methods")
  void aJacobianThatIsNotFiniteEndsInAnOutcome(String method) {
    FieldGraph root =
        FieldGraph.trace("root", (t, y, p) -> y.minus(1).times(y.minus(1)).sqrt().plus(1), 1);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-6, 1e-6));
    Solution y = solve(method, root, control, TimeSpan.of(0, 2), SaveAt.times(2), 1);
    Outcome.SolveFailed outcome = assertInstanceOf(Outcome.SolveFailed.class, y.outcome(0));
    assertEquals(0, outcome.t());
    Solution fixed =
        solve(method, root, StepControl.fixed(10), TimeSpan.of(0, 2), SaveAt.times(2), 1);
    assertInstanceOf(Outcome.SolveFailed.class, fixed.outcome(0));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aFieldThatIsNaNAheadIsToldWithItsComponent(String method) {
    FieldGraph log =
        FieldGraph.trace(
            "log",
            (t, y, p) -> Tensor.concatenate(y.get(0).negate(), t.minus(1).negate().log()),
            2);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-4, 1e-4));
    Solution y = solve(method, log, control, TimeSpan.of(0, 2), SaveAt.times(0.5, 2), 1, 0);
    assertEquals(Math.exp(-0.5), y.state(0, 0)[0], 1e-2);
    assertFalse(y.isSuccess());
    Outcome.NonFinite outcome = assertInstanceOf(Outcome.NonFinite.class, y.outcome(0));
    assertEquals(1, outcome.component(), outcome.message());
    assertEquals(1, outcome.t(), 1e-6, outcome.message());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aSolutionThatBlowsUpEndsWithAnOutcome(String method) {
    FieldGraph square = FieldGraph.trace("square", (t, y, p) -> y.times(y), 1);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-4, 1e-4));
    Solution y = solve(method, square, control, TimeSpan.of(0, 2), SaveAt.times(2), 1);
    assertFalse(y.isSuccess(), "1/(1-t) has no value at 2");
  }
}
