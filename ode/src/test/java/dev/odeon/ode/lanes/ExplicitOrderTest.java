package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.ButcherTableau;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.method.Verner7;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every explicit method against its order.
class ExplicitOrderTest {
  static Stream<ExplicitRungeKutta> methods() {
    return Methods.all().stream()
        .filter(ExplicitRungeKutta.class::isInstance)
        .map(ExplicitRungeKutta.class::cast);
  }

  static Stream<ExplicitRungeKutta> pairs() {
    return methods().filter(ExplicitRungeKutta::hasErrorEstimate);
  }

  /// A rotation whose speed is the square of the radius, on the unit circle, and w' = w cos(t): not
  /// linear, not autonomous, and as stable backwards as forwards.
  private static FieldGraph rotation() {
    return FieldGraph.trace(
        "rotation",
        (t, y, p) -> {
          Tensor u = y.get(0);
          Tensor v = y.get(1);
          Tensor speed = u.times(u).plus(v.times(v));
          return Tensor.concatenate(
              v.times(speed).negate(), u.times(speed), y.get(2).times(t.cos()));
        },
        3);
  }

  /// y' = cos(t)^3 - sin(t) - y^3, solved by cos(t), and z' = z y sin(t), which couples to it.
  private static FieldGraph forced() {
    return FieldGraph.trace(
        "forced",
        (t, y, p) -> {
          Tensor c = t.cos();
          Tensor x = y.get(0);
          Tensor dx = c.times(c).times(c).minus(t.sin()).minus(x.times(x).times(x));
          return Tensor.concatenate(dx, y.get(1).times(x).times(t.sin()));
        },
        2);
  }

  private record Problem(FieldGraph field, DoubleFunction<double[]> exact, double end) {}

  private static final Problem ROTATION = new Problem(rotation(), ExplicitOrderTest::exact, 5);

  private static final Problem FORCED =
      new Problem(
          forced(), t -> new double[] {Math.cos(t), Math.exp(Math.sin(t) * Math.sin(t) / 2)}, 3);

  private static double[] exact(double t) {
    return new double[] {Math.cos(t), Math.sin(t), Math.exp(Math.sin(t))};
  }

  private static double error(Problem problem, Solution y) {
    double error = 0;
    for (int k = 0; k < y.saveAt().count(); k++) {
      double t = y.saveAt().time(k);
      double[] state = y.state(0, k);
      double[] exact = problem.exact().apply(t);
      for (int i = 0; i < exact.length; i++) {
        error = Math.max(error, Math.abs(state[i] - exact[i]));
      }
    }
    return error;
  }

  private static Solution solve(
      Problem problem,
      ExplicitRungeKutta method,
      StepControl control,
      TimeSpan span,
      SaveAt saveAt) {
    return new LaneIntegrator(
            problem.field(), method, control, span, saveAt, Backends.preferred(), 1)
        .run(problem.exact().apply(span.start()), new double[0][], 1, Recording.NONE)
        .solution();
  }

  private static int[] steps(int order, Problem problem) {
    boolean rotates = problem.equals(ROTATION);
    return switch (order) {
      case 1 -> new int[] {4000, 5600, 8000, 11_200};
      case 2, 3 -> new int[] {200, 280, 400, 560};
      case 4 -> new int[] {185, 232, 290, 363};
      case 5 -> new int[] {94, 118, 148, 185};
      case 6 -> rotates ? new int[] {148, 185, 232, 290} : new int[] {14, 18, 24, 32};
      case 7 -> rotates ? new int[] {30, 38, 48, 60} : new int[] {14, 18, 24, 32};
      default -> rotates ? new int[] {24, 30, 38, 48} : new int[] {7, 9, 12, 15};
    };
  }

  private static double slope(
      Problem problem, ExplicitRungeKutta method, SaveAt saveAt, List<Double> seen) {
    int[] steps = steps(method.order(), problem);
    double[] x = new double[steps.length];
    double[] y = new double[steps.length];
    for (int i = 0; i < steps.length; i++) {
      TimeSpan span = TimeSpan.of(0, problem.end());
      double error =
          error(problem, solve(problem, method, StepControl.fixed(steps[i]), span, saveAt));
      seen.add(error);
      x[i] = Math.log(steps[i]);
      y[i] = Math.log(error);
    }
    double mx = Arrays.stream(x).average().orElseThrow();
    double my = Arrays.stream(y).average().orElseThrow();
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - mx) * (x[i] - mx);
      xy += (x[i] - mx) * (y[i] - my);
    }
    return -xy / xx;
  }

  /// Up to order 5 the observed order is the order. Beyond, the first error term of the best pairs
  /// is so small that the next ones show before rounding does: the order is then a lower bound, on
  /// one of two problems.
  private static void checkOrder(
      ExplicitRungeKutta method, boolean within, double expected, String where) {
    List<Double> seen = new ArrayList<>();
    double slope = slope(ROTATION, method, saves(ROTATION, within), seen);
    String what = method + " " + where + ": errors " + seen;
    if (method.order() <= 5) {
      assertEquals(expected, slope, 0.15, what);
      return;
    }
    double best = Math.max(slope, slope(FORCED, method, saves(FORCED, within), seen));
    double tolerance = method.order() >= 8 ? 0.3 : 0.15;
    assertTrue(
        best >= expected - tolerance && best <= expected + 2.2,
        method
            + " "
            + where
            + ": observed order "
            + best
            + ", expected "
            + expected
            + ", errors "
            + seen);
  }

  private static SaveAt saves(Problem problem, boolean within) {
    return within
        ? SaveAt.linspace(0.004, problem.end() - 0.004, 625)
        : SaveAt.times(problem.end());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theEndShowsTheOrder(ExplicitRungeKutta method) {
    checkOrder(method, false, method.order(), "at the end");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theInterpolantShowsItsOrder(ExplicitRungeKutta method) {
    int order = Math.min(method.order(), method.tableau().denseOrder() + 1);
    checkOrder(method, true, order, "within steps");
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void adaptiveStepsReachTheTolerance(ExplicitRungeKutta method) {
    double[] tolerances =
        method.order() < 4 ? new double[] {1e-4, 1e-6} : new double[] {1e-5, 1e-10};
    for (TimeSpan span : new TimeSpan[] {TimeSpan.of(0, 6), TimeSpan.of(6, 0)}) {
      for (double tolerance : tolerances) {
        Solution y =
            solve(
                ROTATION,
                method,
                StepControl.adaptive(Tolerances.of(tolerance, tolerance)),
                span,
                SaveAt.linspace(span.start(), span.end(), 57));
        assertTrue(y.isSuccess(), method + ": " + y.outcome(0).message());
        assertEquals(
            0,
            error(ROTATION, y),
            (method.order() < 4 ? 200 : 20) * tolerance,
            method + " at " + tolerance + " over " + span);
      }
    }
  }

  @Test
  void aDisturbedCoefficientIsRefused() {
    ButcherTableau good = Verner7.METHOD.tableau();
    int all = good.allStages();
    double[] c = new double[all];
    double[][] a = new double[all][];
    double[][] dense = new double[all][good.denseDegree()];
    double[] error = new double[good.stages()];
    for (int i = 0; i < all; i++) {
      c[i] = good.c(i);
      a[i] = new double[i];
      for (int j = 0; j < i; j++) {
        a[i][j] = good.a(i, j);
      }
      for (int m = 0; m < dense[i].length; m++) {
        dense[i][m] = good.dense(i, m);
      }
    }
    for (int i = 0; i < error.length; i++) {
      error[i] = good.error(i);
    }
    ButcherTableau.Orders orders = new ButcherTableau.Orders(7, 6, 6);
    ButcherTableau.extended(good.stages(), c, a, new double[][] {error}, dense, orders);
    a[13][8] += 1e-7;
    a[13][7] -= 1e-7;
    assertThrows(
        IllegalArgumentException.class,
        () -> ButcherTableau.extended(good.stages(), c, a, new double[][] {error}, dense, orders));
  }
}
