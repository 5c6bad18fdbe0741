package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.Controller;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Solves of fields in single precision.
class SinglePrecisionTest {
  private static final double EPSILON = Math.ulp(1f);

  /// `u'' = -k u` as position and velocity, with k of each lane's own.
  private static FieldGraph oscillator(DType type) {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("k", new ValueType(TensorType.f64(), Scope.PER_LANE));
    return FieldGraph.trace(
            "oscillator",
            (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).times(p.get("k")).negate()),
            2,
            parameters)
        .in(type);
  }

  /// `w' = w cos(t)`, and the same squared: neither linear nor autonomous.
  private static FieldGraph forced(DType type) {
    return FieldGraph.trace(
            "forced",
            (t, y, p) ->
                Tensor.concatenate(
                    y.get(0).times(t.cos()),
                    y.get(1).minus(y.get(0)).times(-3).plus(y.get(0).times(t.cos()))),
            2)
        .in(type);
  }

  private static Solution solve(
      FieldGraph field, double end, Method method, StepControl control, double... save) {
    OdeProblem problem = OdeProblem.of(field, TimeSpan.of(0, end), new double[] {1, 1});
    return OdeSolver.solve(problem, method, control, SaveAt.times(save));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "euler",
        "heun",
        "classical_runge_kutta",
        "dormand_prince_54",
        "tsit5",
        "verner7",
        "dormand_prince_853",
        "rosenbrock23",
        "rodas5p"
      })
  void stepsAreThoseOfDoublePrecisionButForRounding(String name) {
    Method method = Methods.named(name);
    double[] save = {0.3, 1, 2};
    Solution single = solve(forced(DType.F32), 2, method, StepControl.fixed(100), save);
    Solution twice = solve(forced(DType.F64), 2, method, StepControl.fixed(100), save);
    for (int i = 0; i < twice.states().length; i++) {
      assertEquals(
          twice.states()[i],
          single.states()[i],
          100 * EPSILON * Math.abs(twice.states()[i]),
          name + ": state " + i + " differs by more than 100 roundings");
      assertEquals(single.states()[i], (float) single.states()[i], "not a number of f32");
    }
    assertEquals(twice.stats(0), single.stats(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"stormer_verlet", "mclachlan_atela_4", "yoshida_6", "dormand_prince_nystrom_64"})
  void methodsForHalvesTakeSingleStatesToo(String name) {
    assertTrue(Methods.names().contains(name), name + " is none of " + Methods.names());
    Method method = Methods.named(name);
    StepControl control = StepControl.fixed(200);
    double[][] ends = new double[2][];
    for (DType type : List.of(DType.F32, DType.F64)) {
      OdeProblem problem =
          OdeProblem.of(
              oscillator(type), TimeSpan.of(0, 3), new double[] {1, 0}, new double[] {2.25});
      ends[type == DType.F32 ? 0 : 1] =
          OdeSolver.solve(problem, method, control, SaveAt.times(0.7, 3)).states();
    }
    assertArrayEquals(ends[1], ends[0], 200 * EPSILON, name);
  }

  /// Errors fall by 2^5 a halving of the step until they are rounding errors.
  @Test
  void showsItsOrderDownToItsEpsilon() {
    List<Double> errors = new ArrayList<>();
    for (int steps : new int[] {4, 8, 16, 400}) {
      Solution end = solve(forced(DType.F32), 3, Tsit5.METHOD, StepControl.fixed(steps), 3);
      errors.add(Math.abs(end.state(0, 0, 0) - Math.exp(Math.sin(3))));
    }
    double slope = Math.log(errors.get(0) / errors.get(2)) / Math.log(4);
    assertTrue(slope > 4.4 && slope < 6, "slope " + slope + " of errors " + errors);
    assertTrue(errors.get(3) < 20 * EPSILON, "rounding errors pile up: " + errors);
  }

  /// Near the least tolerance the estimate of the error is in part made of rounding errors.
  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-4, 1e-5, 1e-6})
  void reachesItsTolerancesWithTheStepsOfDoublePrecision(double tolerance) {
    StepControl control = StepControl.adaptive(Tolerances.of(tolerance, tolerance));
    Solution single = solve(forced(DType.F32), 10, Tsit5.METHOD, control, 10);
    Solution twice = solve(forced(DType.F64), 10, Tsit5.METHOD, control, 10);
    assertTrue(single.isSuccess(), "" + single.outcome(0));
    assertEquals(Math.exp(Math.sin(10)), single.state(0, 0, 0), 20 * tolerance);
    long steps = single.stats(0).accepted();
    long expected = twice.stats(0).accepted();
    assertTrue(
        Math.abs(steps - expected) <= 1 + expected / (tolerance > 1e-6 ? 10 : 5),
        steps + " steps, " + expected + " in double precision: the estimate is rounding");
  }

  @Test
  void everyControllerTakesSingleErrors() {
    List<Controller> controllers =
        List.of(
            Controller.INTEGRAL,
            Controller.PI,
            Controller.PID,
            Controller.H211B,
            Controller.PREDICTIVE);
    for (Controller controller : controllers) {
      StepControl control =
          StepControl.adaptive(Tolerances.of(1e-5, 1e-5)).withController(controller);
      Solution end = solve(forced(DType.F32), 10, Tsit5.METHOD, control, 10);
      assertEquals(Math.exp(Math.sin(10)), end.state(0, 0, 0), 1e-3, "" + controller);
    }
  }

  /// At 2^27 an `f32` has a spacing of 16.
  @Test
  void theClockStaysDouble() {
    double start = 1 << 27;
    FieldGraph field = FieldGraph.trace("one", (t, y, p) -> y.zeros().plus(1), 1).in(DType.F32);
    double[] save = {start + 0.25, start + 0.6005, start + 1};
    for (StepControl control :
        List.of(StepControl.fixed(1000), StepControl.adaptive(Tolerances.of(1e-5, 1e-5)))) {
      Solution solution =
          OdeSolver.solve(
              OdeProblem.of(field, TimeSpan.of(start, start + 1), new double[] {0}),
              Tsit5.METHOD,
              control,
              SaveAt.times(save));
      assertArrayEquals(new double[] {0.25, 0.6005, 1}, solution.states(), 1e-5, "" + control);
    }
  }

  @Test
  void aTrajectoryHasTheSameBitsAloneInABatchOnThreadsAndInterpreted() {
    int lanes = 150;
    double[] initial = new double[2 * lanes];
    double[] k = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 1 + 0.1 * lane;
      initial[lanes + lane] = 0.3;
      k[lane] = 1.1 + 0.37 * lane;
    }
    for (Method method : List.of(Tsit5.METHOD, Rosenbrock.RODAS_5P)) {
      double[] whole = ensemble(Backends.preferred(), 1, method, lanes, initial, k);
      assertArrayEquals(whole, ensemble(Backends.preferred(), 4, method, lanes, initial, k));
      assertArrayEquals(whole, ensemble(new ReferenceBackend(), 1, method, lanes, initial, k));
      for (int lane = 0; lane < lanes; lane += 37) {
        double[] start = {initial[lane], initial[lanes + lane]};
        double[] alone =
            ensemble(Backends.preferred(), 1, method, 1, start, new double[] {k[lane]});
        for (int i = 0; i < alone.length; i++) {
          assertEquals(whole[i * lanes + lane], alone[i], method.name() + " lane " + lane);
        }
      }
    }
  }

  private static double[] ensemble(
      Backend backend, int threads, Method method, int lanes, double[] initial, double[] k) {
    OdeProblem problem =
        OdeProblem.ensemble(oscillator(DType.F32), TimeSpan.of(0, 2), lanes, initial, k);
    return new OdeSolver(backend, threads)
        .run(
            problem,
            method,
            StepControl.adaptive(Tolerances.of(1e-5, 1e-5)),
            SaveAt.times(0, 0.3, 1.7, 2))
        .states();
  }

  @Test
  void eventsAreLocatedAsWellAsStatesAreKnown() {
    FieldGraph ball =
        FieldGraph.trace(
                "ball",
                (t, y, p) ->
                    Tensor.concatenate(y.get(1), y.get(0).scalar(-9.81).plus(y.get(1).times(0))),
                2)
            .in(DType.F32);
    Event bounce =
        Event.of("bounce", (t, y, p) -> y.get(0))
            .falling()
            .changing((t, y, p) -> Tensor.concatenate(y.get(0).times(0), y.get(1).times(-0.5)))
            .terminatingAt(4);
    Solution solution =
        OdeSolver.solve(
            OdeProblem.of(ball, TimeSpan.of(0, 10), new double[] {1, 0}).withEvents(bounce),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-5, 1e-5)),
            SaveAt.times(10));
    double fall = Math.sqrt(2 / 9.81);
    double[] expected = {fall, 2 * fall, 2.5 * fall, 2.75 * fall};
    assertEquals(4, solution.occurrences(0).size(), "" + solution.occurrences(0));
    for (int i = 0; i < 4; i++) {
      assertEquals(expected[i], solution.occurrences(0).get(i).time(), 4e-6);
    }
  }

  /// An event in both directions is not met again by rounding errors where it has just occurred.
  @Test
  void crossingsAreCountedOnce() {
    Event crossing = Event.of("crossing", (t, y, p) -> y.get(0));
    Solution solution =
        OdeSolver.solve(
            OdeProblem.of(
                    oscillator(DType.F32),
                    TimeSpan.of(0, 30),
                    new double[] {1, 0},
                    new double[] {1})
                .withEvents(crossing),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-5, 1e-5)),
            SaveAt.times(30));
    assertEquals(10, solution.occurrences(0).size(), "" + solution.occurrences(0));
  }

  private static void assertTold(String sentence, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertEquals(sentence, e.getMessage());
  }

  @Test
  void whatSinglePrecisionCannotDoIsSaid() {
    FieldGraph field = forced(DType.F32);
    StepControl tight = StepControl.adaptive(Tolerances.of(1e-8, 1e-8));
    assertTold(
        "relTol 1.0E-8 is below 9.5367431640625E-7, eight units in the last place of f32, in which"
            + " the field computes",
        () -> solve(field, 1, Tsit5.METHOD, tight, 1));
    assertTold(
        "method 'bdf' computes in f64, field 'forced' is of f32; use a field of f64, or a method such"
            + " as tsit5 or rodas5p",
        () -> solve(field, 1, Bdf.METHOD, StepControl.fixed(10), 1));
    assertTold(
        "method 'hipparchus:dormand_prince_54' computes in f64 as Hipparchus does, field 'forced'"
            + " is of f32",
        () ->
            solve(
                field,
                1,
                Methods.named("hipparchus:dormand_prince_54"),
                StepControl.adaptive(Tolerances.of(1e-4, 1e-4)),
                1));
    assertTold(
        "initial state element 1 is 1.0E300, beyond what f32 holds",
        () ->
            OdeSolver.solve(
                OdeProblem.of(field, TimeSpan.of(0, 1), new double[] {0, 1e300}),
                Tsit5.METHOD,
                StepControl.fixed(10),
                SaveAt.times(1)));
    FieldGraph huge = FieldGraph.trace("huge", (t, y, p) -> y.times(1e200), 1);
    assertTold("graph huge: constant 1.0E200 is beyond what f32 holds", () -> huge.in(DType.F32));
  }

  /// Rounding errors around a crossing must not count as another.
  @Test
  void everyLevelOfAnExponentialIsPassedOnce() {
    int lanes = 500;
    double[] levels = new double[lanes];
    Arrays.setAll(levels, lane -> 1.01 + 1.6 * lane / lanes);
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("level", new ValueType(TensorType.f64(), Scope.PER_LANE));
    FieldGraph growth =
        FieldGraph.trace("growth", (t, y, p) -> y.plus(p.get("level").times(0)), 1, types)
            .in(DType.F32);
    double[] ones = new double[lanes];
    Arrays.fill(ones, 1);
    Solution solution =
        OdeSolver.solve(
            OdeProblem.ensemble(growth, TimeSpan.of(0, 1), lanes, ones, levels)
                .withEvents(Event.of("passes", (t, y, p) -> y.get(0).minus(p.get("level")))),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-5, 1e-6)),
            SaveAt.times(1));
    for (int lane = 0; lane < lanes; lane++) {
      assertEquals(1, solution.occurrences(lane).size(), "" + solution.occurrences(lane));
    }
  }
}
