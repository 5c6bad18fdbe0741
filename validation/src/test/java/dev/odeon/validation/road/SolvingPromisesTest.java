package dev.odeon.validation.road;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.Limits;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusMethod;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.method.Nystrom;
import dev.odeon.ode.method.Splitting;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.OpaqueField;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Faults that a user's problem may have, for a method of every kind that adapts its steps, on both
/// roads: no hang, no exception without a name, always an outcome that says what happened. All such
/// methods have their turn in [AllSolvingPromisesTest]. The number at the beginning of a test's
/// name is that of the fault in the project's list; some stand elsewhere:
///
/// | Fault | Test |
/// |---|---|
/// | 7, 16 zero span, no lanes | `LaneIntegratorTest`, `HipparchusRoadTest` |
/// | 15 ten million save times | `LaneFaultTest.tenMillionSaveTimesAreKept` |
/// | 20, 21 a field that keeps, changes or throws | `OpaqueFieldTest`, `HipparchusFaultTest` too |
/// | 22, 28 a field that is no function; a replay that differs | `CheckpointedGradientTest` |
/// | 23 a diverging lane | `LaneIntegratorTest.oneDivergingLaneDoesNotDisturbTheOthers` |
/// | 24 to 26 events | `EventTest`, `EventRoadTest` |
/// | 27 a singular mass matrix | `AlgebraicTest` |
/// | 30 interrupts while graphs are made | `InterruptedTracingTest` |
/// | 30 interrupts of ensembles and streams | `LaneFaultTest`, `StreamTest`, `HipparchusFaultTest` |
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SolvingPromisesTest {
  private static final StepControl.Adaptive CONTROL =
      StepControl.adaptive(Tolerances.of(1e-6, 1e-8));
  private static final VectorField DECAY = (t, y, p) -> y.negate();

  /// One of every kind: short and long tableaus, every way to solve for a stage, memory of steps.
  Stream<Method> methods() {
    return Stream.of(
            "bogacki_shampine_32",
            "dormand_prince_54",
            "verner9",
            "auto",
            "rodas5p",
            "bdf",
            "kencarp4",
            "radau5",
            "rkc",
            "gragg_bulirsch_stoer",
            "adams_moulton",
            "hipparchus:dormand_prince_853")
        .map(Methods::named);
  }

  /// All that adapt their steps and take any field.
  static Stream<Method> adaptive() {
    return Methods.all().stream()
        .filter(
            method ->
                switch (method) {
                  case Splitting _, Nystrom _ -> false;
                  case LaneMethod onLanes -> onLanes.hasErrorEstimate();
                  case HipparchusMethod own -> !own.takesFixedSteps();
                  default -> false;
                });
  }

  Stream<Method> onLanes() {
    return methods().filter(LaneMethod.class::isInstance);
  }

  Stream<Method> explicit() {
    return methods().filter(ExplicitRungeKutta.class::isInstance);
  }

  private static Solution solve(Method method, VectorField field, TimeSpan span, double... y) {
    return OdeSolver.solve(OdeProblem.of(field, span, y), method, CONTROL, SaveAt.end(span));
  }

  private static String refused(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void fault1NanAfterATimeIsToldAtThatTime(Method method) {
    Solution solution =
        OdeSolver.solve(
            OdeProblem.of(
                (t, y, p) -> t.minus(0.7).negate().sqrt().times(0).minus(y), TimeSpan.of(0, 1), 1),
            method,
            CONTROL,
            SaveAt.times(0.5, 1));
    Outcome.NonFinite nan = assertInstanceOf(Outcome.NonFinite.class, solution.outcome(0));
    assertEquals(0.7, nan.t(), 1e-9, nan.message());
    assertTrue(Double.isFinite(solution.state(0, 0, 0)), "the state before is kept");
    assertTrue(Double.isNaN(solution.state(0, 1, 0)), "nothing is known after it");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void fault2NanInAStepThatGoesTooFarIsRecoveredFrom(Method method) {
    VectorField field = (t, y, p) -> y.sqrt().times(-2).plus(t.scalar(1).minus(t).sqrt().times(0));
    Solution solution =
        OdeSolver.solve(
            OdeProblem.of(field, TimeSpan.of(0, 0.9), 1),
            method,
            CONTROL.withInitialStep(0.9),
            SaveAt.times(0.9));
    assertEquals(new Outcome.Success(), solution.outcome(0));
    assertEquals(0.01, solution.state(0, 0, 0), 1e-4);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void fault3InfinityEverywhereIsToldAtTheStart(Method method) {
    Solution solution =
        solve(method, (t, y, p) -> y.plus(Double.POSITIVE_INFINITY), TimeSpan.of(0, 1), 1);
    Outcome.NonFinite infinite = assertInstanceOf(Outcome.NonFinite.class, solution.outcome(0));
    assertEquals(0, infinite.t(), 0.0);
    assertTrue(solution.stats(0).evaluations() <= 50, solution.stats(0).toString());
  }

  @Test
  void fault4StatesAndParametersThatAreNotFiniteAreRefused() {
    TimeSpan span = TimeSpan.of(0, 1);
    assertTrue(refused(() -> OdeProblem.of(DECAY, span, 1, Double.NaN)).contains("element 1"));
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("a", new ValueType(TensorType.f64(), Scope.SHARED));
    FieldGraph scaled = FieldGraph.trace("scaled", (t, y, p) -> y.times(p.get("a")), 1, parameters);
    String message =
        refused(
            () ->
                OdeProblem.of(
                    scaled, span, new double[] {1}, new double[] {Double.POSITIVE_INFINITY}));
    assertTrue(message.contains("Infinity"), message);
  }

  @Test
  void faults5And6TolerancesThatAreNoneAreRefused() {
    for (double odd : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertTrue(refused(() -> Tolerances.of(odd, 1)).contains("relTol " + odd));
      assertTrue(refused(() -> Tolerances.of(1, odd)).contains("absTol " + odd));
    }
    assertTrue(refused(() -> Tolerances.of(0, 0)).contains("both 0"));
    assertTrue(refused(() -> Tolerances.of(1e-15, 1)).contains("units in the last place"));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void fault7ASpanOfNoLengthReturnsTheStart(Method method) {
    Solution solution = solve(method, DECAY, TimeSpan.of(2, 2), 1, 3);
    assertEquals(new Outcome.Success(), solution.outcome(0));
    assertArrayEquals(new double[] {1, 3}, solution.state(0, 0), 0.0);
    assertEquals(0, solution.stats(0).accepted());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void fault8ThereAndBackAgainIsWhereItBegan(Method method) {
    VectorField pendulum = (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).sin().negate());
    Solution there = solve(method, pendulum, TimeSpan.of(0, 2), 1, 0.5);
    Solution back = solve(method, pendulum, TimeSpan.of(2, 0), there.state(0, 0));
    // The many steps of methods of order 1 and 2 add up.
    double tolerances =
        switch (method.order()) {
          case 1 -> 5000;
          case 2 -> 1000;
          default -> 100;
        };
    assertArrayEquals(new double[] {1, 0.5}, back.state(0, 0), tolerances * 1e-6);
  }

  @Test
  void faults9And14TimesThatAreNoneAreRefused() {
    for (double odd : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      assertTrue(refused(() -> TimeSpan.of(odd, 1)).contains("start"));
      assertTrue(refused(() -> TimeSpan.of(0, odd)).contains("end"));
      assertTrue(refused(() -> SaveAt.times(0, odd)).contains("save time 1"));
    }
    assertTrue(refused(() -> SaveAt.times(0, 2, 1)).contains("out of order"));
    methods()
        .forEach(
            method -> {
              OdeProblem problem = OdeProblem.of(DECAY, TimeSpan.of(0, 1), 1);
              String outside =
                  refused(() -> OdeSolver.solve(problem, method, CONTROL, SaveAt.times(2)));
              assertTrue(outside.contains("outside"), method.name() + ": " + outside);
              Solution twice =
                  OdeSolver.solve(problem, method, CONTROL, SaveAt.times(0, 0, 0.5, 0.5, 1, 1));
              for (int i = 0; i < 6; i += 2) {
                assertEquals(twice.state(0, i, 0), twice.state(0, i + 1, 0), 0.0, method.name());
              }
            });
  }

  @ParameterizedTest
  @MethodSource("methods")
  void fault10ASolutionThatBlowsUpEndsAtItsPole(Method method) {
    Solution solution = solve(method, (t, y, p) -> y.times(y), TimeSpan.of(0, 2), 1);
    double t =
        switch (solution.outcome(0)) {
          case Outcome.StepUnderflow underflow -> underflow.t();
          case Outcome.NonFinite overflow -> overflow.t();
          case Outcome.SolveFailed failed -> failed.t();
          default -> throw new AssertionError(solution.outcome(0).message());
        };
    assertEquals(1, t, 1e-2, solution.outcome(0).message());
    assertTrue(!solution.outcome(0).remedy().isEmpty(), "a remedy is named");
  }

  @ParameterizedTest
  @MethodSource("explicit")
  void fault11AStiffProblemEndsAtTheLimitOfStepsWithAHint(Method method) {
    Solution solution =
        OdeSolver.solve(
            OdeProblem.of((t, y, p) -> y.minus(t.cos()).times(-1e6), TimeSpan.of(0, 10), 1),
            method,
            CONTROL.withMaxSteps(1000),
            SaveAt.times(1e-5, 10));
    Outcome.MaxSteps most = assertInstanceOf(Outcome.MaxSteps.class, solution.outcome(0));
    assertEquals(1000, most.steps());
    assertTrue(most.remedy().contains("stiff"), most.remedy());
  }

  @Test
  void fault12NoStepsAreRefused() {
    for (long none : new long[] {0, -5}) {
      assertTrue(refused(() -> CONTROL.withMaxSteps(none)).contains(Long.toString(none)));
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void fault13StepsWithoutEndStopAtTheDeadline(Method method) {
    VectorField orbit = (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).negate());
    OdeSolver solver =
        new OdeSolver(Backends.preferred(), 1)
            .withLimits(Limits.DEFAULT.withDeadline(Duration.ofMillis(50)));
    long start = System.nanoTime();
    Solution solution =
        solver.run(
            OdeProblem.of(orbit, TimeSpan.of(0, 1e9), 1, 0),
            method,
            CONTROL.withMaxStep(1e-3).withMaxSteps(Integer.MAX_VALUE),
            SaveAt.times(1e9));
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertInstanceOf(Outcome.Deadline.class, solution.outcome(0));
    assertTrue(millis < 5000, "took " + millis + " ms");
  }

  @Test
  void faults17And18And19SizesThatDoNotFitAreRefused() {
    TimeSpan span = TimeSpan.of(0, 1);
    assertTrue(refused(() -> OdeProblem.of(DECAY, span)).contains("dimension 0"));
    String sizes =
        refused(() -> OdeProblem.of((t, y, p) -> Tensor.concatenate(y, y), span, 1.0, 2.0));
    assertTrue(sizes.contains("4") && sizes.contains("2"), sizes);
    StepControl three = StepControl.adaptive(Tolerances.perComponent(1e-6, 1, 2, 3));
    methods()
        .forEach(
            method -> {
              OdeProblem two = OdeProblem.of(DECAY, span, 1, 2);
              String message = refused(() -> OdeSolver.solve(two, method, three, SaveAt.end(span)));
              assertTrue(message.contains("3") && message.contains("2"), message);
            });
  }

  @ParameterizedTest
  @MethodSource("onLanes")
  void fault20AFieldThatKeepsAndChangesItsArraysChangesNothing(Method method) {
    TimeSpan span = TimeSpan.of(0, 1);
    Solution pure = solveOpaque(method, span, (t, y, derivative) -> derivative[0] = -y[0]);
    Solution rude =
        solveOpaque(
            method,
            span,
            (t, y, derivative) -> {
              derivative[0] = -y[0];
              y[0] = 1e9;
            });
    assertEquals(pure.state(0, 0, 0), rude.state(0, 0, 0), 0.0);
    assertEquals(Math.exp(-1), pure.state(0, 0, 0), 1e-3);
  }

  @ParameterizedTest
  @MethodSource("onLanes")
  void fault21AFieldThatThrowsEndsTheTrajectory(Method method) {
    AtomicLong calls = new AtomicLong();
    Solution solution =
        solveOpaque(
            method,
            TimeSpan.of(0, 1),
            (t, y, derivative) -> {
              calls.incrementAndGet();
              if (t > 0.5) {
                throw new IllegalStateException("no data");
              }
              derivative[0] = -y[0];
            });
    Outcome.FieldFailed failed = assertInstanceOf(Outcome.FieldFailed.class, solution.outcome(0));
    assertTrue(failed.cause().contains("no data"), failed.cause());
    assertEquals(0.5, failed.t(), 1e-6, failed.message());
    assertTrue(calls.get() < 20_000, "evaluations: " + calls.get());
  }

  private static Solution solveOpaque(Method method, TimeSpan span, OpaqueField field) {
    return OdeSolver.solve(
        OdeProblem.ensemble(OpaqueField.graph("opaque", 1, field), span, 1, new double[] {1}),
        method,
        CONTROL,
        SaveAt.end(span));
  }

  @ParameterizedTest
  @MethodSource("onLanes")
  void fault23ADivergingLaneOfAThousandDoesNotDisturbTheOthers(Method method) {
    TimeSpan span = TimeSpan.of(0, 0.5);
    FieldGraph square = FieldGraph.trace("square", (t, y, p) -> y.times(y), 1);
    int lanes = 1000;
    double[] initial = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = lane / (double) lanes;
    }
    initial[517] = 3;
    Solution all =
        OdeSolver.solve(
            OdeProblem.ensemble(square, span, lanes, initial), method, CONTROL, SaveAt.end(span));
    assertTrue(!all.outcome(517).isSuccess(), all.outcome(517).message());
    for (int lane : new int[] {0, 516, 999}) {
      double[] own = {initial[lane]};
      Solution alone =
          OdeSolver.solve(
              OdeProblem.ensemble(square, span, 1, own), method, CONTROL, SaveAt.end(span));
      assertEquals(alone.state(0, 0, 0), all.state(lane, 0, 0), 0.0, "lane " + lane);
      assertEquals(alone.stats(0), all.stats(lane), "lane " + lane);
    }
  }

  @ParameterizedTest
  @MethodSource("onLanes")
  void fault27AJacobianThatIsNotFiniteIsAnOutcome(Method method) {
    // The field is finite, its derivative at y = 0 is not.
    Solution solution =
        solve(method, (t, y, p) -> y.abs().sqrt().plus(t.times(0)), TimeSpan.of(0, 1), 0);
    Outcome outcome = solution.outcome(0);
    boolean named =
        switch (outcome) {
          case Outcome.Success _, Outcome.SolveFailed _, Outcome.NonFinite _ -> true;
          default -> false;
        };
    assertTrue(named, method.name() + ": " + outcome.message());
    assertTrue(
        !(method instanceof ExplicitRungeKutta) || outcome.isSuccess(),
        method.name() + " needs no derivative: " + outcome.message());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void fault30AnInterruptEndsTheRunWithin100MillisecondsAndKeepsTheFlag(Method method)
      throws InterruptedException {
    long least = Long.MAX_VALUE;
    // Another process may have the processor, but not every time.
    for (long after = 150; after < 3000 && least > 100; after *= 2) {
      least = Math.min(least, millisToEnd(method, after));
    }
    assertTrue(least <= 100, method.name() + " went on for " + least + " ms");
  }

  private static long millisToEnd(Method method, long after) throws InterruptedException {
    VectorField orbit = (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).negate());
    OdeProblem problem = OdeProblem.of(orbit, TimeSpan.of(0, 1e9), 1, 0);
    StepControl patient = CONTROL.withMaxStep(0.01).withMaxSteps(Long.MAX_VALUE);
    AtomicLong ended = new AtomicLong();
    AtomicReference<Outcome> outcome = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    Thread runner =
        new Thread(
            () -> {
              Solution solution =
                  OdeSolver.solve(problem, method, patient, SaveAt.end(problem.span()));
              ended.set(System.nanoTime());
              outcome.set(solution.outcome(0));
              flag.set(Thread.currentThread().isInterrupted());
            });
    runner.setDaemon(true);
    runner.start();
    Thread.sleep(after);
    long asked = System.nanoTime();
    runner.interrupt();
    runner.join(30_000);
    assertInstanceOf(Outcome.Cancelled.class, outcome.get(), method.name());
    assertTrue(flag.get(), "the flag is kept by " + method.name());
    return (ended.get() - asked) / 1_000_000;
  }

  @Test
  void fault31WhatDoesNotFitIsRefusedFirst() {
    int dimension = 40_000;
    FieldGraph coupled = FieldGraph.trace("coupled", (t, y, p) -> y.minus(y.sum()), dimension);
    double[] initial = new double[dimension];
    TimeSpan span = TimeSpan.of(0, 1);
    for (String name : List.of("rodas5p", "bdf")) {
      String message =
          refused(
              () ->
                  OdeSolver.solve(
                      OdeProblem.ensemble(coupled, span, 1, initial),
                      Methods.named(name),
                      CONTROL,
                      SaveAt.end(span)));
      assertTrue(message.contains("40000"), name + ": " + message);
    }
  }

  @Test
  void fault31ALargeStateAloneTakesNoRoomForSixtyFour() {
    int dimension = 400_000;
    FieldGraph decay = FieldGraph.trace("decay", DECAY, dimension);
    double[] initial = new double[dimension];
    Arrays.fill(initial, 1);
    TimeSpan span = TimeSpan.of(0, 0.5);
    Solution solution =
        OdeSolver.solve(
            OdeProblem.ensemble(decay, span, 1, initial),
            Methods.named("verner9"),
            CONTROL,
            SaveAt.end(span));
    assertEquals(Math.exp(-0.5), solution.state(0, 0, 399_999), 1e-6);
  }
}
