package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Nystrom;
import dev.odeon.ode.method.NystromTableau;
import dev.odeon.ode.method.Splitting;
import dev.odeon.ode.method.SplittingTableau;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecondOrderMethodsTest {
  private static final List<Splitting> SPLITTINGS =
      List.of(
          Splitting.STORMER_VERLET,
          Splitting.MCLACHLAN_ATELA_4,
          Splitting.YOSHIDA_6,
          Splitting.YOSHIDA_8,
          Splitting.SUZUKI_UMENO_8);

  private static final List<Nystrom> NYSTROM =
      List.of(Nystrom.DORMAND_PRINCE_NYSTROM_43, Nystrom.DORMAND_PRINCE_NYSTROM_64);

  static Stream<Splitting> splittings() {
    return SPLITTINGS.stream();
  }

  static Stream<Nystrom> nystrom() {
    return NYSTROM.stream();
  }

  /// q'' = cos(t)^3 - cos(t) - q^3, solved by cos(t).
  private static FieldGraph forced() {
    return FieldGraph.trace(
        "forced",
        (t, y, p) -> {
          Tensor q = y.get(0);
          Tensor c = t.cos();
          Tensor force = c.times(c).times(c).minus(c).minus(q.times(q).times(q));
          return Tensor.concatenate(y.get(1), force);
        },
        2);
  }

  /// q' = (1 + t) p and a force such that q = sin(t): both halves depend on the time.
  private static FieldGraph split() {
    return FieldGraph.trace(
        "split",
        (t, y, p) -> {
          Tensor q = y.get(0);
          Tensor s = t.sin();
          Tensor r = t.plus(1);
          Tensor force =
              s.dividedBy(r)
                  .negate()
                  .minus(t.cos().dividedBy(r).dividedBy(r))
                  .plus(s.times(s).times(s))
                  .minus(q.times(q).times(q));
          return Tensor.concatenate(y.get(1).times(r), force);
        },
        2);
  }

  private static FieldGraph kepler() {
    return FieldGraph.trace(
        "kepler",
        (t, y, p) -> {
          Tensor x = y.get(0);
          Tensor z = y.get(1);
          Tensor r2 = x.times(x).plus(z.times(z));
          Tensor r3 = r2.times(r2.sqrt());
          return Tensor.concatenate(
              y.get(2), y.get(3), x.dividedBy(r3).negate(), z.dividedBy(r3).negate());
        },
        4);
  }

  private static double[] solve(
      FieldGraph field,
      LaneMethod method,
      StepControl control,
      TimeSpan span,
      SaveAt saveAt,
      double... initial) {
    return new LaneIntegrator(field, method, control, span, saveAt, Backends.preferred(), 1)
        .run(initial, new double[0][], 1, Recording.NONE)
        .solution()
        .states();
  }

  /// Least squares slope of log error against log steps.
  private static double slope(int[] steps, double[] errors) {
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < steps.length; i++) {
      double x = Math.log(steps[i]);
      double y = Math.log(errors[i]);
      sx += x;
      sy += y;
      sxx += x * x;
      sxy += x * y;
    }
    int n = steps.length;
    return -(n * sxy - sx * sy) / (n * sxx - sx * sx);
  }

  private static void checkOrder(
      FieldGraph field,
      LaneMethod method,
      java.util.function.DoubleUnaryOperator exact,
      double[] initial,
      SaveAt saveAt,
      double expected,
      String what) {
    int[] steps =
        switch (method.order()) {
          case 2 -> new int[] {40, 56, 80, 112, 160};
          case 4 -> new int[] {16, 22, 32, 44, 64};
          case 6 -> new int[] {12, 16, 22, 30, 40};
          default ->
              method.equals(Splitting.YOSHIDA_8)
                  ? new int[] {60, 72, 86, 104, 125}
                  : new int[] {14, 18, 22, 27, 33};
        };
    double[] errors = new double[steps.length];
    for (int i = 0; i < steps.length; i++) {
      double[] y =
          solve(field, method, StepControl.fixed(steps[i]), TimeSpan.of(0, 3), saveAt, initial);
      for (int k = 0; k < saveAt.count(); k++) {
        errors[i] = Math.max(errors[i], Math.abs(y[2 * k] - exact.applyAsDouble(saveAt.time(k))));
      }
    }
    double tolerance = method.order() >= 8 ? 0.3 : 0.15;
    assertEquals(
        expected,
        slope(steps, errors),
        tolerance,
        method + ": observed order " + what + ", errors " + java.util.Arrays.toString(errors));
  }

  @ParameterizedTest
  @MethodSource("splittings")
  void splittingsShowTheirOrder(Splitting method) {
    boolean any = method.tableau().systems() == SplittingTableau.Systems.SEPARABLE;
    double[] initial = any ? new double[] {0, 1} : new double[] {1, 0};
    checkOrder(
        any ? split() : forced(),
        method,
        any ? Math::sin : Math::cos,
        initial,
        SaveAt.times(3),
        method.order(),
        "at the end");
  }

  @ParameterizedTest
  @MethodSource("nystrom")
  void nystromMethodsShowTheirOrder(Nystrom method) {
    double[] initial = {1, 0};
    checkOrder(forced(), method, Math::cos, initial, SaveAt.times(3), method.order(), "at the end");
    checkOrder(
        forced(),
        method,
        Math::cos,
        initial,
        SaveAt.linspace(0.01, 2.99, 301),
        Math.min(method.order(), 6),
        "within steps");
  }

  @Test
  void theCubicBetweenStepsHasOrderFour() {
    checkOrder(
        forced(),
        Splitting.MCLACHLAN_ATELA_4,
        Math::cos,
        new double[] {1, 0},
        SaveAt.linspace(0.01, 2.99, 301),
        4,
        "within steps");
  }

  @ParameterizedTest
  @MethodSource("nystrom")
  void adaptiveNystromSolvesKepler(Nystrom method) {
    double e = 0.3;
    double speed = Math.sqrt((1 + e) / (1 - e));
    for (double tolerance : new double[] {1e-5, 1e-8, 1e-10}) {
      double[] y =
          solve(
              kepler(),
              method,
              StepControl.adaptive(Tolerances.of(tolerance, tolerance)),
              TimeSpan.of(0, 2 * Math.PI),
              SaveAt.times(2 * Math.PI),
              1 - e,
              0,
              0,
              speed);
      assertEquals(1 - e, y[0], 100 * tolerance, method + ": x after one period");
      assertEquals(0, y[1], 100 * tolerance, method + ": y after one period");
    }
  }

  /// 10^6 steps: the energy error of a symplectic method stays what it was in the first revolution;
  /// that of the classical Runge-Kutta method would grow with the time.
  @ParameterizedTest
  @MethodSource("splittings")
  void energyErrorsStayBounded(Splitting method) {
    double e = 0.2;
    int perRevolution = method.order() == 2 ? 400 : 100;
    int revolutions = 1_000_000 / perRevolution;
    double period = 2 * Math.PI;
    double energy = -0.5;
    double early = drift(method, e, perRevolution, 10, period, energy);
    double late = drift(method, e, perRevolution, revolutions, period, energy);
    assertTrue(
        late <= 3 * early + 2e-12,
        method + ": energy error " + early + " in 10 revolutions, " + late + " in all");
  }

  private static double drift(
      Splitting method,
      double e,
      int perRevolution,
      int revolutions,
      double period,
      double energy) {
    TimeSpan span = TimeSpan.of(0, revolutions * period);
    SaveAt saveAt = SaveAt.linspace(0, span.end(), 1 + 25 * Math.min(revolutions, 40));
    double[] y =
        solve(
            kepler(),
            method,
            StepControl.fixed((long) perRevolution * revolutions),
            span,
            saveAt,
            1 - e,
            0,
            0,
            Math.sqrt((1 + e) / (1 - e)));
    double worst = 0;
    for (int k = 0; k < saveAt.count(); k++) {
      double r = Math.hypot(y[4 * k], y[4 * k + 1]);
      double v2 = y[4 * k + 2] * y[4 * k + 2] + y[4 * k + 3] * y[4 * k + 3];
      worst = Math.max(worst, Math.abs(v2 / 2 - 1 / r - energy));
    }
    return worst;
  }

  @Test
  void aStepBackwardsUndoesAStepForwards() {
    for (Splitting method : SPLITTINGS) {
      if (!method.equals(Splitting.MCLACHLAN_ATELA_4)) {
        double[] there =
            solve(
                kepler(),
                method,
                StepControl.fixed(50),
                TimeSpan.of(0, 2),
                SaveAt.times(2),
                0.8,
                0,
                0,
                1.2);
        double[] back =
            solve(
                kepler(), method, StepControl.fixed(50), TimeSpan.of(2, 0), SaveAt.times(0), there);
        assertEquals(0.8, back[0], 1e-12, method + " is time-reversible");
        assertEquals(1.2, back[3], 1e-12, method + " is time-reversible");
      }
    }
  }

  @Test
  void aFieldThatIsNotSeparableIsRefused() {
    FieldGraph damped =
        FieldGraph.trace(
            "damped",
            (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).plus(y.get(1)).negate()),
            2);
    for (LaneMethod method : List.of(Splitting.YOSHIDA_6, Nystrom.DORMAND_PRINCE_NYSTROM_64)) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  solve(
                      damped,
                      method,
                      StepControl.fixed(10),
                      TimeSpan.of(0, 1),
                      SaveAt.times(1),
                      1,
                      0));
      assertTrue(
          refused.getMessage().contains("derivative 1 of field 'damped' depends on component 1"),
          refused.getMessage());
    }
  }

  @Test
  void aFieldWhoseFirstHalfIsNotTheVelocityIsRefusedByNystrom() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                solve(
                    split(),
                    Nystrom.DORMAND_PRINCE_NYSTROM_43,
                    StepControl.fixed(10),
                    TimeSpan.of(0, 1),
                    SaveAt.times(1),
                    0,
                    1));
    assertTrue(refused.getMessage().contains("needs dq/dt = v"), refused.getMessage());
  }

  @Test
  void aSplittingWithoutErrorEstimateRefusesToAdapt() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            solve(
                kepler(),
                Splitting.YOSHIDA_6,
                StepControl.adaptive(Tolerances.DEFAULT),
                TimeSpan.of(0, 1),
                SaveAt.times(1),
                0.8,
                0,
                0,
                1.2));
  }

  @Test
  void disturbedCoefficientsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> SplittingTableau.ofLeapfrogs(new double[] {1.35, -1.70, 1.35}, 4));
    NystromTableau good = Nystrom.DORMAND_PRINCE_NYSTROM_43.tableau();
    double[][] a = {{}, {1.0 / 32}, {7.0 / 1000, 119.0 / 500 + 1e-6}, good.a(3)};
    double[] bv = good.velocityWeights();
    double[] bHat = {-7.0 / 150, 67.0 / 150, 3.0 / 20, -1.0 / 20};
    double[] bvHat = {13.0 / 21, -20.0 / 27, 275.0 / 189, -1.0 / 3};
    double[] c = {0, 1.0 / 4, 7.0 / 10, 1};
    assertThrows(
        IllegalArgumentException.class, () -> NystromTableau.of(c, a, bv, bHat, bvHat, 4, 3));
  }

  @Test
  void lanesHaveTheBitsOfEachAlone() {
    int lanes = 70;
    double[] initial = new double[4 * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 0.7 + 0.005 * lane;
      initial[3 * lanes + lane] = 1.2;
    }
    TimeSpan span = TimeSpan.of(0, 3);
    SaveAt saveAt = SaveAt.linspace(0, 3, 8);
    for (LaneMethod method : List.of(Splitting.SUZUKI_UMENO_8, Nystrom.DORMAND_PRINCE_NYSTROM_64)) {
      StepControl control =
          method.hasErrorEstimate()
              ? StepControl.adaptive(Tolerances.of(1e-8, 1e-8))
              : StepControl.fixed(60);
      LaneIntegrator integrator =
          new LaneIntegrator(kepler(), method, control, span, saveAt, Backends.preferred(), 2);
      var all = integrator.run(initial, new double[0][], lanes, Recording.NONE).solution();
      for (int lane : new int[] {0, 33, 64, 69}) {
        double[] alone = solve(kepler(), method, control, span, saveAt, initial[lane], 0, 0, 1.2);
        for (int k = 0; k < saveAt.count(); k++) {
          double[] state = all.state(lane, k);
          for (int i = 0; i < 4; i++) {
            assertEquals(alone[4 * k + i], state[i], 0, method + " lane " + lane);
          }
        }
      }
      assertEquals(Scope.PER_LANE, integrator.steps().field().graph().inputs().get(1).scope());
    }
  }
}
