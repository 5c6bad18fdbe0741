package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BdfTest {
  private static FieldGraph robertson() {
    return FieldGraph.trace(
        "robertson",
        (t, y, p) -> {
          Tensor a = y.get(0).times(0.04);
          Tensor b = y.get(1).times(y.get(1)).times(3e7);
          Tensor c = y.get(1).times(y.get(2)).times(1e4);
          return Tensor.concatenate(c.minus(a), a.minus(c).minus(b), b);
        },
        3);
  }

  private static FieldGraph vanDerPol() {
    return FieldGraph.trace(
        "van_der_pol",
        (t, y, p) -> {
          Tensor x = y.get(0);
          Tensor v = y.get(1);
          Tensor damping = x.times(x).minus(1).negate().times(v).times(1000);
          return Tensor.concatenate(v, damping.minus(x));
        },
        2);
  }

  private static Solution solve(
      FieldGraph field, Tolerances tolerances, TimeSpan span, SaveAt saveAt, double... initial) {
    int lanes = initial.length / field.dimension();
    return new LaneIntegrator(
            field,
            Bdf.METHOD,
            StepControl.adaptive(tolerances),
            span,
            saveAt,
            Backends.preferred(),
            1)
        .run(initial, new double[0][], lanes, Recording.NONE)
        .solution();
  }

  private static void assertWithin(
      double[] expected, double[] actual, Tolerances tolerances, double times, String what) {
    for (int i = 0; i < expected.length; i++) {
      double allowed = times * (tolerances.absTol() + tolerances.relTol() * Math.abs(expected[i]));
      assertEquals(expected[i], actual[i], allowed, what + ", component " + i);
    }
  }

  /// Reference values in 33-digit arithmetic.
  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 1e-6, 1e-8})
  void robertsonOverElevenDecades(double tolerance) {
    Tolerances tolerances = Tolerances.of(tolerance, 1e-6 * tolerance);
    TimeSpan span = TimeSpan.of(0, 1e11);
    Solution y =
        solve(robertson(), tolerances, span, SaveAt.times(0.4, 40, 4000, 4e6, 1e11), 1, 0, 0);
    assertTrue(y.isSuccess(), y.outcome(0).message());
    double[][] expected = {
      {9.85172113860989862E-1, 3.38639537897490414E-5, 1.47940221852203885E-2},
      {7.15827068719405090E-1, 9.18553476455776390E-6, 2.84163745745830352E-1},
      {1.83202257776709311E-1, 8.94237125277590926E-7, 8.16796847986165411E-1},
      {5.16809601492438416E-4, 2.06829449122445355E-9, 9.99483188330213070E-1},
      {2.08334014970129423E-8, 8.33336077033478340E-14, 9.99999979166515169E-1}
    };
    for (int k = 0; k < expected.length; k++) {
      assertWithin(
          expected[k],
          y.state(0, k),
          tolerances,
          50,
          "t = " + y.saveAt().time(k) + ", " + tolerance);
    }
    assertTrue(y.stats(0).jacobians() < y.stats(0).accepted() / 3, "Jacobians: " + y.stats(0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 1e-6, 1e-8})
  void vanDerPolWithDampingOfAThousand(double tolerance) {
    Tolerances tolerances = Tolerances.of(tolerance, tolerance);
    TimeSpan span = TimeSpan.of(0, 2000);
    Solution y = solve(vanDerPol(), tolerances, span, SaveAt.end(span), 2, 0);
    assertTrue(y.isSuccess(), y.outcome(0).message());
    double[] expected = {1.7061677321704650085, -8.9280970102481654778E-4};
    assertWithin(expected, y.state(0, 0), tolerances, 50, "at the end");
  }

  @Test
  void lanesHaveTheBitsOfEachAlone() {
    int lanes = 70;
    double[] initial = new double[3 * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 - 0.001 * lane;
      initial[2 * lanes + lane] = 0.001 * lane;
    }
    Tolerances tolerances = Tolerances.of(1e-5, 1e-10);
    TimeSpan span = TimeSpan.of(0, 400);
    SaveAt saveAt = SaveAt.times(0, 0.4, 4, 40, 400);
    Solution all = solve(robertson(), tolerances, span, saveAt, initial);
    for (int lane : new int[] {0, 31, 63, 69}) {
      Solution alone =
          solve(robertson(), tolerances, span, saveAt, initial[lane], 0, initial[2 * lanes + lane]);
      for (int k = 0; k < saveAt.count(); k++) {
        for (int i = 0; i < 3; i++) {
          assertEquals(alone.state(0, k)[i], all.state(lane, k)[i], 0, "lane " + lane);
        }
      }
      assertEquals(alone.stats(0), all.stats(lane), "lane " + lane);
    }
  }

  @Test
  void itRunsBackwards() {
    FieldGraph growth = FieldGraph.trace("growth", (t, y, p) -> y.times(t.cos()), 1);
    Tolerances tolerances = Tolerances.of(1e-7, 1e-7);
    TimeSpan span = TimeSpan.of(3, 0);
    Solution y = solve(growth, tolerances, span, SaveAt.times(2, 0), Math.exp(Math.sin(3)));
    assertTrue(y.isSuccess(), y.outcome(0).message());
    assertWithin(new double[] {Math.exp(Math.sin(2))}, y.state(0, 0), tolerances, 50, "t = 2");
    assertWithin(new double[] {1}, y.state(0, 1), tolerances, 50, "t = 0");
  }

  @Test
  void aSolutionThatBlowsUpEndsWithAnOutcome() {
    FieldGraph square = FieldGraph.trace("square", (t, y, p) -> y.times(y), 1);
    TimeSpan span = TimeSpan.of(0, 2);
    Solution y = solve(square, Tolerances.of(1e-6, 1e-6), span, SaveAt.end(span), 1);
    assertFalse(y.isSuccess(), "1/(1-t) has no value at 2");
  }
}
