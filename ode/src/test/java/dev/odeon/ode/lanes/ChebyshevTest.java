package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.RungeKuttaChebyshev;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChebyshevTest {
  private static final int POINTS = 99;

  /// Heat conduction on (0, 1) with ends at zero, second differences on 99 points.
  private static FieldGraph heat() {
    double scale = (POINTS + 1.0) * (POINTS + 1.0);
    return FieldGraph.trace(
        "heat",
        (t, y, p) -> {
          Tensor end = y.slice(0, 1).zeros();
          Tensor left = Tensor.concatenate(end, y.slice(0, POINTS - 1));
          Tensor right = Tensor.concatenate(y.slice(1, POINTS), end);
          return left.plus(right).minus(y.times(2)).times(scale);
        },
        POINTS);
  }

  /// y' = cos(t)^3 - sin(t) - y^3, solved by cos(t).
  private static FieldGraph cubic() {
    return FieldGraph.trace(
        "cubic",
        (t, y, p) -> {
          Tensor c = t.cos();
          return c.times(c).times(c).minus(t.sin()).minus(y.times(y).times(y));
        },
        1);
  }

  private static Solution solve(
      FieldGraph field,
      LaneMethod method,
      StepControl control,
      TimeSpan span,
      SaveAt saveAt,
      double... initial) {
    int lanes = initial.length / field.dimension();
    return new LaneIntegrator(field, method, control, span, saveAt, Backends.preferred(), 1)
        .run(initial, new double[0][], lanes, Recording.NONE)
        .solution();
  }

  @ParameterizedTest
  @ValueSource(strings = {"end", "within"})
  void itShowsItsOrder(String where) {
    SaveAt saveAt = where.equals("end") ? SaveAt.times(3) : SaveAt.linspace(0.01, 2.99, 301);
    int[] steps = {40, 80, 160, 320};
    double[] errors = new double[steps.length];
    for (int i = 0; i < steps.length; i++) {
      double[] y =
          solve(
                  cubic(),
                  RungeKuttaChebyshev.METHOD,
                  StepControl.fixed(steps[i]),
                  TimeSpan.of(0, 3),
                  saveAt,
                  1)
              .states();
      for (int k = 0; k < y.length; k++) {
        errors[i] = Math.max(errors[i], Math.abs(y[k] - Math.cos(saveAt.time(k))));
      }
    }
    double order = Math.log(errors[0] / errors[3]) / Math.log(8);
    assertEquals(2, order, 0.15, where + ": errors " + Arrays.toString(errors));
  }

  private static double[] firstMode() {
    double[] y = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      y[i] = Math.sin(Math.PI * (i + 1) / (POINTS + 1));
    }
    return y;
  }

  /// The first mode of the differenced equation decays by its own eigenvalue.
  private static double decay(double t) {
    double s = 2 * (POINTS + 1) * Math.sin(Math.PI / (2 * (POINTS + 1)));
    return Math.exp(-s * s * t);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-4, 1e-5, 1e-6})
  void diffusionIsSolvedWithinTolerance(double tolerance) {
    TimeSpan span = TimeSpan.of(0, 0.3);
    StepControl control = StepControl.adaptive(Tolerances.of(tolerance, tolerance));
    Solution y =
        solve(heat(), RungeKuttaChebyshev.METHOD, control, span, SaveAt.end(span), firstMode());
    assertTrue(y.isSuccess(), y.outcome(0).message());
    double middle = y.state(0, 0)[POINTS / 2];
    assertEquals(decay(0.3), middle, 10 * tolerance, "temperature in the middle at the end");
  }

  /// tsit5 needs steps of about 3.3 / rho = 8e-5, whatever the tolerance.
  @Test
  void diffusionCostsFarFewerEvaluationsThanByAnOrdinaryMethod() {
    TimeSpan span = TimeSpan.of(0, 0.3);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-4, 1e-4));
    long stabilised =
        solve(heat(), RungeKuttaChebyshev.METHOD, control, span, SaveAt.end(span), firstMode())
            .stats(0)
            .evaluations();
    long ordinary =
        solve(heat(), Tsit5.METHOD, control, span, SaveAt.end(span), firstMode())
            .stats(0)
            .evaluations();
    assertTrue(
        stabilised * 8 < ordinary, stabilised + " evaluations against " + ordinary + " by tsit5");
  }

  @Test
  void tooFewStagesMakeSmallerSteps() {
    TimeSpan span = TimeSpan.of(0, 0.05);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-3, 1e-3));
    Solution y =
        solve(
            heat(),
            new RungeKuttaChebyshev("few", 6),
            control,
            span,
            SaveAt.end(span),
            firstMode());
    assertInstanceOf(Outcome.Success.class, y.outcome(0));
    assertEquals(decay(0.05), y.state(0, 0)[POINTS / 2], 1e-2, "temperature in the middle");
    double longest = 0.05 / y.stats(0).accepted();
    assertTrue(longest < 35 / 1.54 / 40_000 * 1.3, "steps of " + longest + " on average");
  }

  @Test
  void lanesHaveTheBitsOfEachAlone() {
    int lanes = 70;
    double[] initial = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 0.1 * lane;
    }
    TimeSpan span = TimeSpan.of(0, 2);
    SaveAt saveAt = SaveAt.linspace(0, 2, 5);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-5, 1e-5));
    Solution all = solve(cubic(), RungeKuttaChebyshev.METHOD, control, span, saveAt, initial);
    for (int lane : new int[] {0, 1, 37, 69}) {
      Solution alone =
          solve(cubic(), RungeKuttaChebyshev.METHOD, control, span, saveAt, initial[lane]);
      for (int k = 0; k < saveAt.count(); k++) {
        assertEquals(alone.state(0, k)[0], all.state(lane, k)[0], 0, "lane " + lane);
      }
      assertEquals(alone.stats(0), all.stats(lane), "lane " + lane);
    }
  }
}
