package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusTableaus;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneIntegratorTest {
  private static final FieldGraph LORENZ = lorenz();

  private static FieldGraph lorenz() {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("rho", new ValueType(TensorType.f64(), Scope.PER_LANE));
    return FieldGraph.trace(
        "lorenz",
        (t, y, p) -> {
          Tensor a = y.get(0);
          Tensor b = y.get(1);
          Tensor c = y.get(2);
          return Tensor.concatenate(
              b.minus(a).times(10),
              a.times(p.get("rho").minus(c)).minus(b),
              a.times(b).minus(c.times(8.0 / 3)));
        },
        3,
        parameters);
  }

  private static FieldGraph nonautonomous() {
    return FieldGraph.trace(
        "f", (t, y, p) -> y.times(t.cos()).plus(t.sin().minus(y.times(0.1))), 1);
  }

  private static FieldGraph oscillator() {
    return FieldGraph.trace(
        "oscillator", (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).negate()), 2);
  }

  private static LaneIntegrator integrator(
      FieldGraph field,
      ExplicitRungeKutta method,
      StepControl control,
      TimeSpan span,
      SaveAt saveAt,
      int threads) {
    return new LaneIntegrator(
        field, method, control, span, saveAt, new ReferenceBackend(), threads);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"euler", "midpoint", "classical_runge_kutta", "dormand_prince_54", "tsit5"})
  void methodsShowTheirOrder(String name) {
    ExplicitRungeKutta method =
        switch (name) {
          case "euler" -> HipparchusTableaus.EULER;
          case "midpoint" -> HipparchusTableaus.MIDPOINT;
          case "classical_runge_kutta" -> HipparchusTableaus.CLASSICAL_RUNGE_KUTTA;
          case "dormand_prince_54" -> HipparchusTableaus.DORMAND_PRINCE_54;
          default -> Tsit5.METHOD;
        };
    int finer = method.order() == 1 ? 50 : 1;
    int[] steps = {100 * finer, 140 * finer, 200 * finer, 280 * finer, 400 * finer};
    checkSlope(method, method.order(), SaveAt.times(10), steps, "end");
    int order = Math.min(method.order(), method.tableau().denseOrder() + 1);
    checkSlope(method, order, SaveAt.linspace(0.005, 9.995, 200), steps, "interpolant");
  }

  /// Least squares slope of log error against log steps, for the oscillator from (1, 0).
  private static void checkSlope(
      ExplicitRungeKutta method, int order, SaveAt saveAt, int[] steps, String what) {
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    for (int n : steps) {
      double[] y =
          integrator(oscillator(), method, StepControl.fixed(n), TimeSpan.of(0, 10), saveAt, 1)
              .run(new double[] {1, 0}, new double[0][], 1, Recording.NONE)
              .solution()
              .component(0, 0);
      double error = 0;
      for (int i = 0; i < y.length; i++) {
        error = Math.max(error, Math.abs(y[i] - Math.cos(saveAt.time(i))));
      }
      double x = Math.log(n);
      double z = Math.log(error);
      sx += x;
      sy += z;
      sxx += x * x;
      sxy += x * z;
    }
    int n = steps.length;
    double slope = -(n * sxy - sx * sy) / (n * sxx - sx * sx);
    assertEquals(order, slope, 0.15, method + ": observed order of the " + what);
  }

  @Test
  void lorenzReachesThePublishedEnd() {
    LaneIntegrator integrator =
        integrator(
            LORENZ,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-11, 1e-11)),
            TimeSpan.of(0, 5),
            SaveAt.times(1, 5),
            1);
    LaneRun run = integrator.run(new double[] {1, 0, 0}, new double[][] {{28}}, 1, Recording.NONE);
    double[] one = {-9.40845056705603621, -9.09619907118647897, 28.5816276243923391};
    double[] five = {-6.97457047268481795, -7.02106089082253044, 25.1196164921275937};
    assertArrayEquals(one, run.solution().state(0, 0), 1e-8);
    assertArrayEquals(five, run.solution().state(0, 1), 1e-7);
  }

  @Test
  void aTrajectoryHasTheSameBitsAloneAndInAnyBatch() {
    int lanes = 1000;
    double[] initial = new double[3 * lanes];
    double[] rho = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 + 0.001 * lane;
      rho[lane] = 28.0 * lane / lanes;
    }
    SaveAt saveAt = SaveAt.linspace(0, 3, 7);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-7, 1e-9));
    LaneIntegrator one = integrator(LORENZ, Tsit5.METHOD, control, TimeSpan.of(0, 3), saveAt, 1);
    LaneIntegrator two = integrator(LORENZ, Tsit5.METHOD, control, TimeSpan.of(0, 3), saveAt, 2);
    LaneRun all = one.run(initial, new double[][] {rho}, lanes, Recording.NONE);
    LaneRun threaded = two.run(initial, new double[][] {rho}, lanes, Recording.NONE);
    for (int lane = 0; lane < lanes; lane++) {
      double[] alone = {initial[lane], 0, 0};
      LaneRun single = one.run(alone, new double[][] {{rho[lane]}}, 1, Recording.NONE);
      for (int save = 0; save < 7; save++) {
        assertArrayEquals(
            single.solution().state(0, save),
            all.solution().state(lane, save),
            0.0,
            "lane " + lane);
        assertArrayEquals(
            all.solution().state(lane, save), threaded.solution().state(lane, save), 0.0);
      }
      assertEquals(single.solution().stats(0), all.solution().stats(lane));
    }
  }

  @Test
  void integratesBackwards() {
    StepControl control = StepControl.adaptive(Tolerances.of(1e-10, 1e-12));
    FieldGraph field = nonautonomous();
    LaneIntegrator there =
        integrator(field, Tsit5.METHOD, control, TimeSpan.of(0, 2), SaveAt.times(0, 1, 2), 1);
    LaneIntegrator back =
        integrator(field, Tsit5.METHOD, control, TimeSpan.of(2, 0), SaveAt.times(2, 1, 0), 1);
    double[] forth =
        there.run(new double[] {1}, new double[0][], 1, Recording.NONE).solution().component(0, 0);
    double[] again =
        back.run(new double[] {forth[2]}, new double[0][], 1, Recording.NONE)
            .solution()
            .component(0, 0);
    assertArrayEquals(new double[] {forth[2], forth[1], forth[0]}, again, 1e-8);
  }

  @Test
  void aZeroLengthSpanReturnsTheInitialState() {
    StepControl control = StepControl.adaptive(Tolerances.DEFAULT);
    LaneIntegrator integrator =
        integrator(
            nonautonomous(), Tsit5.METHOD, control, TimeSpan.of(3, 3), SaveAt.times(3, 3), 1);
    LaneRun run = integrator.run(new double[] {5}, new double[0][], 1, Recording.FULL);
    assertArrayEquals(new double[] {5, 5}, run.solution().component(0, 0));
    assertEquals(0, run.solution().stats(0).accepted());
    assertTrue(run.solution().isSuccess());
  }

  @Test
  void anEmptyBatchGivesAnEmptyResult() {
    StepControl control = StepControl.adaptive(Tolerances.DEFAULT);
    LaneIntegrator integrator =
        integrator(nonautonomous(), Tsit5.METHOD, control, TimeSpan.of(0, 1), SaveAt.times(1), 1);
    assertEquals(
        0, integrator.run(new double[0], new double[0][], 0, Recording.FULL).solution().lanes());
  }

  @Test
  void blowUpEndsInStepUnderflowOrNonFiniteNearTheSingularity() {
    FieldGraph square = FieldGraph.trace("square", (t, y, p) -> y.times(y), 1);
    LaneIntegrator integrator =
        integrator(
            square,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
            TimeSpan.of(0, 2),
            SaveAt.times(0.5, 2),
            1);
    LaneRun run = integrator.run(new double[] {1}, new double[0][], 1, Recording.NONE);
    assertEquals(2, run.solution().state(0, 0, 0), 1e-6);
    assertTrue(Double.isNaN(run.solution().state(0, 1, 0)));
    Outcome outcome = run.solution().outcome(0);
    double t =
        switch (outcome) {
          case Outcome.StepUnderflow(double at, double h, double least) -> at;
          case Outcome.NonFinite(double at, int component) -> at;
          default -> throw new AssertionError(outcome);
        };
    assertEquals(1, t, 1e-6, outcome.message());
  }

  @Test
  void oneDivergingLaneDoesNotDisturbTheOthers() {
    FieldGraph square = FieldGraph.trace("square", (t, y, p) -> y.times(y), 1);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-8, 1e-8));
    LaneIntegrator integrator =
        integrator(square, Tsit5.METHOD, control, TimeSpan.of(0, 2), SaveAt.times(2), 1);
    double[] initial = new double[100];
    Arrays.setAll(initial, lane -> lane == 37 ? 1.0 : -0.01 * lane);
    LaneRun run = integrator.run(initial, new double[0][], 100, Recording.NONE);
    for (int lane = 0; lane < 100; lane++) {
      assertEquals(lane != 37, run.solution().outcome(lane).isSuccess(), "lane " + lane);
      if (lane != 37) {
        assertEquals(
            initial[lane] / (1 - 2 * initial[lane]), run.solution().state(lane, 0, 0), 1e-7);
      }
    }
  }

  @Test
  void nanFromTheStartIsToldAtTheStart() {
    FieldGraph log = FieldGraph.trace("log", (t, y, p) -> y.log(), 1);
    LaneIntegrator integrator =
        integrator(
            log,
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.DEFAULT),
            TimeSpan.of(0, 1),
            SaveAt.times(1),
            1);
    LaneRun run = integrator.run(new double[] {-1}, new double[0][], 1, Recording.NONE);
    assertEquals(new Outcome.NonFinite(0, 0), run.solution().outcome(0));
  }

  @Test
  void tooManyStepsAreToldWithTheTime() {
    FieldGraph stiff = FieldGraph.trace("stiff", (t, y, p) -> y.minus(t.cos()).times(-1e6), 1);
    LaneIntegrator integrator =
        integrator(
            stiff,
            Tsit5.METHOD,
            new StepControl.Adaptive(Tolerances.DEFAULT, dev.odeon.ode.control.Controller.PI, 1000),
            TimeSpan.of(0, 10),
            SaveAt.times(10),
            1);
    LaneRun run = integrator.run(new double[] {1}, new double[0][], 1, Recording.NONE);
    Outcome.MaxSteps outcome = assertInstanceOf(Outcome.MaxSteps.class, run.solution().outcome(0));
    assertEquals(1000, outcome.steps());
    assertTrue(outcome.remedy().contains("stiff"));
  }

  @Test
  void arraysOfAnotherSizeAreRefusedBeforeAnyWork() {
    StepControl control = StepControl.adaptive(Tolerances.DEFAULT);
    LaneIntegrator integrator =
        integrator(LORENZ, Tsit5.METHOD, control, TimeSpan.of(0, 1), SaveAt.times(1), 1);
    double[][] rho = {{28, 28}};
    assertTold(
        "initial state has 3 elements; dimension 3 times 2 lanes is 6",
        () -> integrator.run(new double[3], rho, 2, Recording.NONE));
    assertTold(
        "0 parameter arrays; the field has parameters [rho]",
        () -> integrator.run(new double[6], new double[0][], 2, Recording.NONE));
    assertTold(
        "parameter 'rho' has 2 elements, needs 1",
        () -> integrator.run(new double[3], rho, 1, Recording.NONE));
    assertTold(
        "lanes -1 is negative", () -> integrator.run(new double[0], rho, -1, Recording.NONE));
  }

  private static void assertTold(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  @Test
  void badArgumentsAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> TimeSpan.of(0, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Tolerances.of(-1e-6, 1e-6));
    assertThrows(IllegalArgumentException.class, () -> Tolerances.of(0, 0));
    assertThrows(IllegalArgumentException.class, () -> Tolerances.of(1e-17, 1));
    assertThrows(IllegalArgumentException.class, () -> TimeSpan.of(-1.7e308, 1.7e308));
    assertThrows(IllegalArgumentException.class, () -> SaveAt.times(0, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> SaveAt.times(0, 2, 0));
    assertThrows(
        IllegalArgumentException.class, () -> SaveAt.times(2).checkWithin(TimeSpan.of(0, 1)));
    assertThrows(IllegalArgumentException.class, () -> StepControl.fixed(0));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                integrator(
                    nonautonomous(),
                    HipparchusTableaus.EULER,
                    StepControl.adaptive(Tolerances.DEFAULT),
                    TimeSpan.of(0, 1),
                    SaveAt.times(1),
                    1));
    assertTrue(e.getMessage().contains("euler"), e.getMessage());
  }
}
