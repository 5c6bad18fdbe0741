package dev.odeon.ode.hipparchus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.Controller;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import dev.odeon.ode.solution.SolveStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class HipparchusRoadTest {
  private static final Tolerances FINE = Tolerances.of(1e-9, 1e-9);

  static List<HipparchusMethod> methods() {
    return HipparchusMethod.ALL;
  }

  private static StepControl control(HipparchusMethod method) {
    return method.takesFixedSteps() ? StepControl.fixed(100) : StepControl.adaptive(FINE);
  }

  private static OwnEquation oscillator() {
    return new OwnEquation(2, (t, y) -> new double[] {y[1], -y[0]});
  }

  private static FieldGraph tracedOscillator() {
    return FieldGraph.trace(
        "oscillator", (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).negate()), 2);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aZeroLengthSpanReturnsTheInitialState(HipparchusMethod method) {
    OwnEquation equation = oscillator();
    Solution solution =
        HipparchusRoad.solve(
            equation,
            TimeSpan.of(3, 3),
            new double[] {1, 2},
            method,
            control(method),
            SaveAt.times(3, 3));
    assertEquals(new Outcome.Success(), solution.outcome(0));
    assertArrayEquals(new double[] {1, 2}, solution.state(0, 0));
    assertArrayEquals(new double[] {1, 2}, solution.state(0, 1));
    assertEquals(SolveStats.NONE, solution.stats(0));
    assertEquals(0, equation.evaluations());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aSpanBelowHipparchusLimitIsIntegratedLikeAnyOther(HipparchusMethod method) {
    double start = 1000;
    double end = start + 500 * Math.ulp(start);
    StepControl control = method.takesFixedSteps() ? StepControl.fixed(3) : control(method);
    Solution solution =
        HipparchusRoad.solve(
            new OwnEquation(1, (t, y) -> new double[] {1e10}),
            TimeSpan.of(start, end),
            new double[] {0},
            method,
            control,
            SaveAt.times(start, start + 100 * Math.ulp(start), end));
    assertTrue(solution.isSuccess(), () -> solution.outcome(0).message());
    double unit = 1e10 * Math.ulp(start);
    double[] expected = {0, 100 * unit, 500 * unit};
    assertArrayEquals(expected, solution.component(0, 0), 1e-9 * unit);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theShortestSpanThereIsReachesItsEnd(HipparchusMethod method) {
    double end = Math.nextUp(1000.0);
    StepControl control = method.takesFixedSteps() ? StepControl.fixed(1) : control(method);
    Solution solution =
        HipparchusRoad.solve(
            new OwnEquation(1, (t, y) -> new double[] {-y[0]}),
            TimeSpan.of(1000, end),
            new double[] {1},
            method,
            control,
            SaveAt.times(1000, end));
    assertTrue(solution.isSuccess(), () -> solution.outcome(0).message());
    assertArrayEquals(new double[] {1, 1}, solution.component(0, 0), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aFastFieldOverATinySpanIsResolved(HipparchusMethod method) {
    double unit = Math.ulp(1000.0);
    StepControl control = method.takesFixedSteps() ? StepControl.fixed(1000) : control(method);
    Solution solution =
        HipparchusRoad.solve(
            new OwnEquation(1, (t, y) -> new double[] {-y[0] / unit}),
            TimeSpan.of(1000, 1000 + 20 * unit),
            new double[] {1},
            method,
            control,
            SaveAt.times(1000 + 20 * unit));
    assertTrue(solution.isSuccess(), () -> solution.outcome(0).message());
    assertEquals(Math.exp(-20), solution.state(0, 0, 0), 1e-7);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void repeatedSaveTimesGetTheSameState(HipparchusMethod method) {
    SaveAt saveAt = SaveAt.times(0, 0, 0.3, 0.3, 0.7, 1, 1);
    Solution solution =
        HipparchusRoad.solve(
            oscillator(), TimeSpan.of(0, 1), new double[] {1, 0}, method, control(method), saveAt);
    assertTrue(solution.isSuccess(), () -> solution.outcome(0).message());
    assertArrayEquals(new double[] {1, 0}, solution.state(0, 0));
    for (int twin : new int[] {0, 2, 5}) {
      assertArrayEquals(solution.state(0, twin), solution.state(0, twin + 1), "save time " + twin);
    }
    double tolerance = method.order() == 1 ? 1e-2 : method.order() == 2 ? 1e-4 : 2e-7;
    for (int i = 0; i < saveAt.count(); i++) {
      assertEquals(Math.cos(saveAt.time(i)), solution.state(0, i, 0), tolerance, "time " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void integratesBackwards(HipparchusMethod method) {
    Solution solution =
        HipparchusRoad.solve(
            oscillator(),
            TimeSpan.of(1, -1),
            new double[] {Math.cos(1), -Math.sin(1)},
            method,
            control(method),
            SaveAt.times(1, 0.25, -1));
    assertTrue(solution.isSuccess(), () -> solution.outcome(0).message());
    double tolerance = method.order() == 1 ? 3e-2 : method.order() == 2 ? 3e-4 : 2e-7;
    double[] expected = {Math.cos(1), Math.cos(0.25), Math.cos(-1)};
    assertArrayEquals(expected, solution.component(0, 0), tolerance);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aTracedFieldAndAnEquationOfTheUserTakeTheSameSteps(HipparchusMethod method) {
    SaveAt saveAt = SaveAt.linspace(0, 2, 9);
    double[] initial = {1, 0};
    Solution own =
        HipparchusRoad.solve(
            oscillator(), TimeSpan.of(0, 2), initial, method, control(method), saveAt);
    Solution traced =
        HipparchusRoad.solve(
            OdeProblem.of(tracedOscillator(), TimeSpan.of(0, 2), initial),
            method,
            control(method),
            saveAt);
    assertEquals(own.stats(0), traced.stats(0));
    for (int i = 0; i < saveAt.count(); i++) {
      assertArrayEquals(own.state(0, i), traced.state(0, i), "save time " + i);
    }
  }

  @Test
  void theStateAtTheEndIsTheIntegratorsOwn() {
    double[] initial = {1, 0};
    Solution solution =
        HipparchusRoad.solve(
            oscillator(),
            TimeSpan.of(0, 2),
            initial,
            HipparchusMethod.CLASSICAL_RUNGE_KUTTA,
            StepControl.fixed(1),
            SaveAt.times(2));
    double h = 2;
    double cos = 1 - h * h / 2 + h * h * h * h / 24;
    double sin = h - h * h * h / 6;
    assertArrayEquals(new double[] {cos, -sin}, solution.state(0, 0), 1e-15);
    assertEquals(1, solution.stats(0).accepted());
  }

  @Test
  void equalStepsAreAsManyAsAskedFor() {
    for (int steps : new int[] {1, 7, 10, 999, 10_000}) {
      for (double end : new double[] {1, 0.1, -0.3, 1e6}) {
        Solution solution =
            HipparchusRoad.solve(
                new OwnEquation(1, (t, y) -> new double[] {1}),
                TimeSpan.of(0.1, end),
                new double[] {0},
                HipparchusMethod.EULER,
                StepControl.fixed(steps),
                SaveAt.times(end));
        assertTrue(solution.isSuccess(), () -> solution.outcome(0).message());
        int expected = end == 0.1 ? 0 : steps;
        assertEquals(expected, solution.stats(0).accepted(), steps + " steps to " + end);
        assertEquals(end - 0.1, solution.state(0, 0, 0), 1e-11 * (1 + Math.abs(end)));
      }
    }
  }

  @Test
  void dormandPrince54TakesTheSameStepsOnBothRoadsUnderIntegralControl() {
    SaveAt saveAt = SaveAt.linspace(0, 20, 101);
    StepControl control =
        new StepControl.Adaptive(Tolerances.of(1e-7, 1e-9), Controller.INTEGRAL, 10_000);
    OdeProblem problem = OdeProblem.of(tracedOscillator(), TimeSpan.of(0, 20), new double[] {1, 0});
    Solution hipparchus =
        HipparchusRoad.solve(problem, HipparchusMethod.DORMAND_PRINCE_54, control, saveAt);
    Solution lanes =
        new LaneIntegrator(
                problem.field(),
                HipparchusTableaus.DORMAND_PRINCE_54,
                control,
                problem.span(),
                saveAt,
                new ReferenceBackend(),
                1)
            .run(problem.initial(), new double[0][], 1, Recording.NONE)
            .solution();
    assertEquals(lanes.stats(0).accepted(), hipparchus.stats(0).accepted());
    assertEquals(lanes.stats(0).rejected(), hipparchus.stats(0).rejected());
    for (int i = 0; i < saveAt.count(); i++) {
      assertArrayEquals(lanes.state(0, i), hipparchus.state(0, i), 1e-12, "save time " + i);
    }
  }

  @Test
  void agreesWithHipparchusCalledDirectly() {
    DormandPrince853Integrator direct = new DormandPrince853Integrator(1e-12, 10, 1e-12, 1e-12);
    double[] expected =
        direct.integrate(oscillator(), new ODEState(0, new double[] {1, 0}), 10).getPrimaryState();
    Solution solution =
        HipparchusRoad.solve(
            oscillator(),
            TimeSpan.of(0, 10),
            new double[] {1, 0},
            HipparchusMethod.DORMAND_PRINCE_853,
            StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
            SaveAt.times(10));
    assertArrayEquals(expected, solution.state(0, 0), 1e-11);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void evaluationsAreCounted(HipparchusMethod method) {
    OwnEquation equation = oscillator();
    Solution solution =
        HipparchusRoad.solve(
            equation,
            TimeSpan.of(0, 5),
            new double[] {1, 0},
            method,
            control(method),
            SaveAt.times(5));
    assertEquals(equation.evaluations(), solution.stats(0).evaluations());
    assertTrue(solution.stats(0).accepted() > 0, "no accepted step was counted");
    if (method.takesFixedSteps()) {
      assertEquals(0, solution.stats(0).rejected());
      assertEquals(100, solution.stats(0).accepted());
    }
  }

  @Test
  void rejectedStepsAreCounted() {
    OwnEquation kink =
        new OwnEquation(1, (t, y) -> new double[] {t < 1 ? 1 : -Math.exp(5 * (t - 1))});
    Solution solution =
        HipparchusRoad.solve(
            kink,
            TimeSpan.of(0, 2),
            new double[] {0},
            HipparchusMethod.DORMAND_PRINCE_54,
            StepControl.adaptive(FINE),
            SaveAt.times(2));
    SolveStats stats = solution.stats(0);
    assertTrue(stats.rejected() > 3, stats.toString());
    long attempts = stats.accepted() + stats.rejected();
    assertEquals(3 + 6 * attempts, stats.evaluations(), "6 evaluations an attempt, 3 to start");
  }

  @Test
  void lanesOfAProblemAreIntegratedOneByOne() {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("rate", new ValueType(TensorType.f64(), Scope.PER_LANE));
    types.put("level", new ValueType(TensorType.f64(), Scope.SHARED));
    FieldGraph field =
        FieldGraph.trace(
            "relaxation", (t, y, p) -> p.get("level").minus(y).times(p.get("rate")), 1, types);
    double[] rates = {1, 2, 3};
    OdeProblem problem =
        OdeProblem.ensemble(
            field, TimeSpan.of(0, 1), 3, new double[] {0, 1, 5}, rates, new double[] {2});
    StepControl control = StepControl.adaptive(FINE);
    SaveAt saveAt = SaveAt.times(0.5, 1);
    Solution one =
        HipparchusRoad.solve(problem, HipparchusMethod.DORMAND_PRINCE_853, control, saveAt);
    Solution two =
        HipparchusRoad.solve(
            problem,
            HipparchusMethod.DORMAND_PRINCE_853,
            control,
            saveAt,
            new ReferenceBackend(),
            2);
    double[] initial = {0, 1, 5};
    for (int lane = 0; lane < 3; lane++) {
      for (int i = 0; i < 2; i++) {
        double exact = 2 + (initial[lane] - 2) * Math.exp(-rates[lane] * saveAt.time(i));
        assertEquals(exact, one.state(lane, i, 0), 1e-8, "lane " + lane);
        assertEquals(one.state(lane, i, 0), two.state(lane, i, 0), 0.0, "lane " + lane);
      }
      assertEquals(one.stats(lane), two.stats(lane));
    }
  }

  @Test
  void anEmptyBatchGivesAnEmptyResult() {
    OdeProblem problem =
        OdeProblem.ensemble(tracedOscillator(), TimeSpan.of(0, 1), 0, new double[0]);
    Solution solution =
        HipparchusRoad.solve(
            problem,
            HipparchusMethod.GRAGG_BULIRSCH_STOER,
            StepControl.adaptive(FINE),
            SaveAt.times(1));
    assertEquals(0, solution.lanes());
    assertEquals(2, solution.dimension());
  }
}
