package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.RosenbrockTableau;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RosenbrockTest {
  /// y' = cos(t)^3 - sin(t) - y^3, solved by cos(t), and z' = -z y^2, which couples to it.
  private static FieldGraph forced() {
    return FieldGraph.trace(
        "forced",
        (t, y, p) -> {
          Tensor c = t.cos();
          Tensor x = y.get(0);
          Tensor z = y.get(1);
          Tensor dx = c.times(c).times(c).minus(t.sin()).minus(x.times(x).times(x));
          return Tensor.concatenate(dx, z.times(x).times(t.sin()));
        },
        2);
  }

  /// With x = cos t, z' = z cos t sin t has the solution exp(sin(t)^2 / 2).
  private static double second(double t) {
    return Math.exp(Math.sin(t) * Math.sin(t) / 2);
  }

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
  @CsvSource({
    "rosenbrock23, 2, end",
    "rosenbrock23, 2, within",
    "rodas4, 4, end",
    "rodas4, 4, within",
    "rodas5p, 5, end",
    "rodas5p, 5, within"
  })
  void methodsShowTheirOrder(String name, int order, String where) {
    SaveAt saveAt = where.equals("end") ? SaveAt.times(3) : SaveAt.linspace(0.01, 2.99, 301);
    int[] steps =
        switch (order) {
          case 2 -> new int[] {80, 160, 320, 640};
          case 4 -> new int[] {24, 34, 48, 68};
          default -> new int[] {80, 113, 160, 226};
        };
    LaneMethod method = (LaneMethod) Methods.named(name);
    double[] errors = new double[steps.length];
    for (int i = 0; i < steps.length; i++) {
      Solution y =
          solve(forced(), method, StepControl.fixed(steps[i]), TimeSpan.of(0, 3), saveAt, 1, 1);
      for (int k = 0; k < saveAt.count(); k++) {
        double t = saveAt.time(k);
        double[] state = y.state(0, k);
        errors[i] = Math.max(errors[i], Math.abs(state[0] - Math.cos(t)));
        errors[i] = Math.max(errors[i], Math.abs(state[1] - second(t)));
      }
    }
    double slope = Math.log(errors[0] / errors[3]) / Math.log((double) steps[3] / steps[0]);
    assertEquals(order, slope, 0.15, name + " " + where + ": errors " + Arrays.toString(errors));
  }

  @ParameterizedTest
  @CsvSource({
    "rosenbrock23, 1e-3",
    "rosenbrock23, 1e-4",
    "rodas4, 1e-4",
    "rodas4, 1e-6",
    "rodas4, 1e-8",
    "rodas5p, 1e-4",
    "rodas5p, 1e-6",
    "rodas5p, 1e-8",
    "rodas5p, 1e-10"
  })
  void robertsonOverElevenDecades(String name, double tolerance) {
    Tolerances tolerances = Tolerances.of(tolerance, 1e-6 * tolerance);
    Solution y =
        solve(
            robertson(),
            (LaneMethod) Methods.named(name),
            StepControl.adaptive(tolerances),
            TimeSpan.of(0, 1e11),
            SaveAt.times(0.4, 40, 4000, 4e6, 1e11),
            1,
            0,
            0);
    assertTrue(y.isSuccess(), y.outcome(0).message());
    double[][] expected = {
      {9.85172113860989862E-1, 3.38639537897490414E-5, 1.47940221852203885E-2},
      {7.15827068719405090E-1, 9.18553476455776390E-6, 2.84163745745830352E-1},
      {1.83202257776709311E-1, 8.94237125277590926E-7, 8.16796847986165411E-1},
      {5.16809601492438416E-4, 2.06829449122445355E-9, 9.99483188330213070E-1},
      {2.08334014970129423E-8, 8.33336077033478340E-14, 9.99999979166515169E-1}
    };
    for (int k = 0; k < expected.length; k++) {
      for (int i = 0; i < 3; i++) {
        double scale = tolerances.absTol() + tolerances.relTol() * expected[k][i];
        assertEquals(
            expected[k][i],
            y.state(0, k)[i],
            50 * scale,
            "t = " + y.saveAt().time(k) + ", component " + i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"rodas4, 1e-5", "rodas5p, 1e-5", "rodas5p, 1e-8"})
  void vanDerPolWithDampingOfAThousand(String name, double tolerance) {
    TimeSpan span = TimeSpan.of(0, 2000);
    Solution y =
        solve(
            vanDerPol(),
            (LaneMethod) Methods.named(name),
            StepControl.adaptive(Tolerances.of(tolerance, tolerance)),
            span,
            SaveAt.end(span),
            2,
            0);
    assertTrue(y.isSuccess(), y.outcome(0).message());
    assertEquals(1.7061677321704650085, y.state(0, 0)[0], 50 * 2.7 * tolerance, "at the end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rosenbrock23", "rodas5p"})
  void lanesHaveTheBitsOfEachAlone(String name) {
    LaneMethod method = (LaneMethod) Methods.named(name);
    int lanes = 70;
    double[] initial = new double[3 * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 - 0.001 * lane;
      initial[2 * lanes + lane] = 0.001 * lane;
    }
    StepControl control = StepControl.adaptive(Tolerances.of(1e-5, 1e-10));
    TimeSpan span = TimeSpan.of(0, 400);
    SaveAt saveAt = SaveAt.times(0, 0.4, 4, 40, 400);
    Solution all = solve(robertson(), method, control, span, saveAt, initial);
    for (int lane : new int[] {0, 31, 63, 69}) {
      Solution alone =
          solve(
              robertson(),
              method,
              control,
              span,
              saveAt,
              initial[lane],
              0,
              initial[2 * lanes + lane]);
      for (int k = 0; k < saveAt.count(); k++) {
        for (int i = 0; i < 3; i++) {
          assertEquals(alone.state(0, k)[i], all.state(lane, k)[i], 0, name + " lane " + lane);
        }
      }
      assertEquals(alone.stats(0), all.stats(lane), name + " lane " + lane);
    }
  }

  @Test
  void backwardsInTime() {
    FieldGraph growth = FieldGraph.trace("growth", (t, y, p) -> y.times(t.cos()), 1);
    Solution y =
        solve(
            growth,
            Rosenbrock.RODAS_5P,
            StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
            TimeSpan.of(3, 0),
            SaveAt.times(2, 0),
            Math.exp(Math.sin(3)));
    assertEquals(Math.exp(Math.sin(2)), y.state(0, 0)[0], 1e-7);
    assertEquals(1, y.state(0, 1)[0], 1e-7);
  }

  @Test
  void aSolutionThatBlowsUpEndsWithAnOutcome() {
    FieldGraph square = FieldGraph.trace("square", (t, y, p) -> y.times(y), 1);
    TimeSpan span = TimeSpan.of(0, 2);
    Solution y =
        solve(
            square,
            Rosenbrock.RODAS_4,
            StepControl.adaptive(Tolerances.of(1e-6, 1e-6)),
            span,
            SaveAt.end(span),
            1);
    assertFalse(y.isSuccess(), "1/(1-t) has no value at 2");
  }

  @Test
  void disturbedCoefficientsAreRefused() {
    RosenbrockTableau good = Rosenbrock.RODAS_4.tableau();
    double[][] a = new double[6][6];
    double[][] c = new double[6][6];
    double[][] dense = new double[6][];
    for (int i = 0; i < 6; i++) {
      dense[i] = good.dense(i);
      for (int j = 0; j < i; j++) {
        a[i][j] = good.a(i, j);
        c[i][j] = good.c(i, j);
      }
    }
    c[3][1] += 1e-8;
    assertThrows(
        IllegalArgumentException.class,
        () ->
            RosenbrockTableau.of(
                0.25, a, c, good.weights(), good.errorWeights(), dense, good.orders()));
  }
}
