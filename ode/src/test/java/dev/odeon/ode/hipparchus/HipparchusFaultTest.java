package dev.odeon.ode.hipparchus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.ode.control.Controller;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.hipparchus.exception.LocalizedCoreFormats;
import org.hipparchus.exception.MathIllegalStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Right-hand sides that misbehave, each through every method: an outcome, never a hang or an
/// exception.
@Timeout(30)
class HipparchusFaultTest {
  static List<HipparchusMethod> methods() {
    return HipparchusMethod.ALL;
  }

  static List<HipparchusMethod> adaptive() {
    return HipparchusMethod.ALL.stream().filter(method -> !method.takesFixedSteps()).toList();
  }

  private static StepControl control(HipparchusMethod method) {
    return method.takesFixedSteps()
        ? StepControl.fixed(1000)
        : StepControl.adaptive(Tolerances.of(1e-8, 1e-8));
  }

  private static Solution solve(
      OwnEquation.Derivative field, HipparchusMethod method, StepControl control, SaveAt saveAt) {
    double end = saveAt.time(saveAt.count() - 1);
    return HipparchusRoad.solve(
        new OwnEquation(1, field), TimeSpan.of(0, end), new double[] {1}, method, control, saveAt);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void nanAfterATimeIsToldAtThatTime(HipparchusMethod method) {
    Solution solution =
        solve(
            (t, y) -> new double[] {t > 0.6 ? Double.NaN : -y[0]},
            method,
            control(method),
            SaveAt.times(0.5, 1));
    Outcome.NonFinite outcome =
        assertInstanceOf(Outcome.NonFinite.class, solution.outcome(0), method.name());
    double shortest =
        method.takesFixedSteps() ? 1e-3 : method.name().startsWith("adams") ? 1e-12 : 1e-13;
    assertTrue(outcome.t() <= 0.6, outcome.message());
    assertEquals(0.6, outcome.t(), 1.0001 * shortest, outcome.message());
    assertEquals(0, outcome.component());
    double kept = solution.state(0, 0, 0);
    assertEquals(Math.exp(-0.5), kept, method.order() == 1 ? 1e-3 : 1e-6);
    assertTrue(Double.isNaN(solution.state(0, 1, 0)), "a state after the failure");
    assertTrue(solution.stats(0).evaluations() < 20_000, solution.stats(0).toString());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void infinityEverywhereIsToldAtTheStart(HipparchusMethod method) {
    OwnEquation equation = new OwnEquation(2, (t, y) -> new double[] {1, Double.NEGATIVE_INFINITY});
    Solution solution =
        HipparchusRoad.solve(
            equation,
            TimeSpan.of(2, 3),
            new double[] {1, 1},
            method,
            control(method),
            SaveAt.times(2, 3));
    assertEquals(new Outcome.NonFinite(2, 1), solution.outcome(0));
    assertTrue(equation.evaluations() <= 50, equation.evaluations() + " evaluations");
    assertArrayEquals(new double[] {1, 1}, solution.state(0, 0));
  }

  @ParameterizedTest
  @MethodSource("adaptive")
  void nanInAStepThatGoesTooFarIsRecoveredFrom(HipparchusMethod method) {
    // sqrt of a state that stays positive, though a long stage may make it negative.
    Solution solution =
        solve(
            (t, y) -> new double[] {-Math.sqrt(y[0] - 1e-4) * 200},
            method,
            new StepControl.Adaptive(Tolerances.of(1e-6, 1e-6), Controller.PI, 100_000),
            SaveAt.times(0.009));
    assertTrue(solution.isSuccess(), () -> method + ": " + solution.outcome(0).message());
    double root = Math.sqrt(1 - 1e-4) - 100 * 0.009;
    assertEquals(1e-4 + root * root, solution.state(0, 0, 0), 1e-5);
  }

  @ParameterizedTest
  @MethodSource("adaptive")
  void oneNanIsRecoveredFrom(HipparchusMethod method) {
    int[] calls = {0};
    Solution solution =
        solve(
            (t, y) -> new double[] {++calls[0] == 30 ? Double.NaN : -y[0]},
            method,
            control(method),
            SaveAt.times(0.5, 3));
    assertTrue(calls[0] > 30, "the fault was not reached: " + calls[0] + " calls");
    assertTrue(solution.isSuccess(), () -> method + ": " + solution.outcome(0).message());
    assertEquals(Math.exp(-0.5), solution.state(0, 0, 0), 1e-6);
    assertEquals(Math.exp(-3), solution.state(0, 1, 0), 1e-6);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aStateThatOverflowsIsAnOutcome(HipparchusMethod method) {
    Solution solution =
        solve((t, y) -> new double[] {1e300 * y[0]}, method, control(method), SaveAt.times(1));
    Outcome outcome = solution.outcome(0);
    boolean named =
        outcome instanceof Outcome.NonFinite
            || outcome instanceof Outcome.StepUnderflow
            || outcome instanceof Outcome.MaxSteps;
    assertTrue(named, method + ": " + outcome);
  }

  @ParameterizedTest
  @MethodSource("adaptive")
  void blowUpEndsAtTheSingularity(HipparchusMethod method) {
    Solution solution =
        solve((t, y) -> new double[] {y[0] * y[0]}, method, control(method), SaveAt.times(0.5, 2));
    Outcome outcome = solution.outcome(0);
    double t =
        switch (outcome) {
          case Outcome.StepUnderflow underflow -> underflow.t();
          case Outcome.NonFinite(double at, int _) -> at;
          default -> throw new AssertionError(method + ": " + outcome);
        };
    assertEquals(1, t, 1e-5, outcome.message());
    assertEquals(2, solution.state(0, 0, 0), 1e-5);
    assertTrue(Double.isNaN(solution.state(0, 1, 0)));
  }

  @Test
  void equalStepsThatTimeCannotResolveAreToldNotTaken() {
    OwnEquation equation = new OwnEquation(1, (t, y) -> new double[] {1});
    Solution solution =
        HipparchusRoad.solve(
            equation,
            TimeSpan.of(1e9, 1e9 + 1),
            new double[] {0},
            HipparchusMethod.EULER,
            StepControl.fixed(Integer.MAX_VALUE),
            SaveAt.times(1e9 + 1));
    assertInstanceOf(Outcome.StepUnderflow.class, solution.outcome(0));
    assertTrue(equation.evaluations() < 10);
  }

  @ParameterizedTest
  @MethodSource("adaptive")
  void aStiffProblemEndsAtTheLimitOfSteps(HipparchusMethod method) {
    StepControl control = new StepControl.Adaptive(Tolerances.DEFAULT, Controller.PI, 500);
    Solution solution =
        solve(
            (t, y) -> new double[] {-1e6 * (y[0] - Math.cos(t))},
            method,
            control,
            SaveAt.times(1e-9, 10));
    Outcome.MaxSteps outcome =
        assertInstanceOf(
            Outcome.MaxSteps.class, solution.outcome(0), () -> method + " did not give up");
    assertEquals(500, outcome.steps());
    assertTrue(outcome.remedy().contains("stiff"));
    assertEquals(500, solution.stats(0).accepted() + solution.stats(0).rejected());
    assertEquals(1 - 1e-15, solution.state(0, 0, 0), 1e-5);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anExceptionOfTheFieldIsAnOutcomeWithItsMessage(HipparchusMethod method) {
    Solution solution =
        solve(
            (t, y) -> {
              if (t > 0.7) {
                throw new IllegalStateException("table ends at 0.7");
              }
              return new double[] {-y[0]};
            },
            method,
            control(method),
            SaveAt.times(0, 0.01, 1));
    Outcome.FieldFailed outcome =
        assertInstanceOf(Outcome.FieldFailed.class, solution.outcome(0), method.name());
    assertTrue(outcome.t() > 0.7 && outcome.t() <= 1.0001, outcome.message());
    assertTrue(outcome.cause().contains("table ends at 0.7"), outcome.message());
    assertTrue(outcome.cause().contains("IllegalStateException"), outcome.message());
    assertEquals(1, solution.state(0, 0, 0));
    assertTrue(Double.isNaN(solution.state(0, 2, 0)));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anExceptionOfHipparchusThrownByTheFieldIsTheFields(HipparchusMethod method) {
    Solution solution =
        solve(
            (t, y) -> {
              throw new MathIllegalStateException(LocalizedCoreFormats.MAX_COUNT_EXCEEDED, 7);
            },
            method,
            control(method),
            SaveAt.times(1));
    assertInstanceOf(Outcome.FieldFailed.class, solution.outcome(0), method.name());
  }

  @Test
  void aDerivativeOfAnotherLengthIsTold() {
    Solution solution =
        solve(
            (t, y) -> new double[] {1, 2},
            HipparchusMethod.DORMAND_PRINCE_853,
            StepControl.adaptive(Tolerances.DEFAULT),
            SaveAt.times(1));
    Outcome outcome = solution.outcome(0);
    assertInstanceOf(Outcome.FieldFailed.class, outcome);
    assertTrue(outcome.message().contains("2 derivatives"), outcome.message());
    assertTrue(outcome.message().contains("length 1"), outcome.message());
  }

  @Test
  void aNullDerivativeIsTold() {
    Solution solution =
        solve((t, y) -> null, HipparchusMethod.EULER, StepControl.fixed(10), SaveAt.times(1));
    assertTrue(solution.outcome(0).message().contains("null"), solution.outcome(0).message());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aFieldThatMutatesAndKeepsItsArraysChangesNothing(HipparchusMethod method) {
    SaveAt saveAt = SaveAt.linspace(0, 2, 11);
    OwnEquation.Derivative honest = (t, y) -> new double[] {Math.cos(t) - y[0]};
    double[][] kept = new double[2][];
    OwnEquation.Derivative vandal =
        (t, y) -> {
          double[] derivative = honest.at(t, y);
          for (double[] array : kept) {
            if (array != null) {
              array[0] = 1e6;
            }
          }
          y[0] = -1e6;
          kept[0] = y;
          kept[1] = derivative;
          return derivative;
        };
    Solution expected = solve(honest, method, control(method), saveAt);
    Solution actual = solve(vandal, method, control(method), saveAt);
    assertArrayEquals(expected.component(0, 0), actual.component(0, 0), 0.0, method.name());
    assertEquals(expected.stats(0), actual.stats(0));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anInterruptEndsTheIntegrationWithin100Milliseconds(HipparchusMethod method)
      throws InterruptedException {
    StepControl control =
        method.takesFixedSteps()
            ? StepControl.fixed(Integer.MAX_VALUE)
            : new StepControl.Adaptive(Tolerances.of(1e-10, 1e-10), Controller.PI, Long.MAX_VALUE);
    AtomicReference<Solution> result = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>(false);
    Thread thread =
        new Thread(
            () -> {
              result.set(
                  solve(
                      (t, y) -> new double[] {Math.cos(1e3 * t) - y[0]},
                      method,
                      control,
                      SaveAt.times(0, 1e5)));
              flag.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    Thread.sleep(100);
    assertTrue(thread.isAlive(), "it ended before the interrupt");
    long start = System.nanoTime();
    thread.interrupt();
    thread.join(10_000);
    long milliseconds = (System.nanoTime() - start) / 1_000_000;
    Solution solution = result.get();
    assertInstanceOf(Outcome.Cancelled.class, solution.outcome(0));
    assertTrue(milliseconds <= 100, milliseconds + " ms");
    assertEquals(true, flag.get(), "the interrupt flag was lost");
    assertEquals(1, solution.state(0, 0, 0));
    assertTrue(Double.isNaN(solution.state(0, 1, 0)));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aMethodCanBeUsedAgainAfterAFailure(HipparchusMethod method) {
    OwnEquation.Derivative decay = (t, y) -> new double[] {-y[0]};
    SaveAt saveAt = SaveAt.times(1);
    double before = solve(decay, method, control(method), saveAt).state(0, 0, 0);
    solve((t, y) -> new double[] {Double.NaN}, method, control(method), saveAt);
    assertEquals(before, solve(decay, method, control(method), saveAt).state(0, 0, 0));
  }

  @ParameterizedTest
  @MethodSource("adaptive")
  void aComponentThatStaysZeroUnderRelativeToleranceAlone(HipparchusMethod method) {
    Solution solution =
        HipparchusRoad.solve(
            new OwnEquation(2, (t, y) -> new double[] {-y[0], 0}),
            TimeSpan.of(0, 1),
            new double[] {1, 0},
            method,
            StepControl.adaptive(Tolerances.of(1e-8, 0)),
            SaveAt.times(1));
    assertTrue(solution.isSuccess(), () -> method + ": " + solution.outcome(0).message());
    assertArrayEquals(new double[] {Math.exp(-1), 0}, solution.state(0, 0), 1e-7);
  }

  @Test
  void badArgumentsAreNamedBeforeAnyWork() {
    OwnEquation equation = new OwnEquation(1, (t, y) -> new double[] {1});
    TimeSpan span = TimeSpan.of(0, 1);
    SaveAt end = SaveAt.times(1);
    StepControl tolerances = StepControl.adaptive(Tolerances.DEFAULT);
    double[] one = {1};
    assertTold(
        "euler",
        () -> HipparchusRoad.solve(equation, span, one, HipparchusMethod.EULER, tolerances, end));
    assertTold(
        "luther",
        () -> HipparchusRoad.solve(equation, span, one, HipparchusMethod.LUTHER, tolerances, end));
    HipparchusMethod pair = HipparchusMethod.HIGHAM_HALL_54;
    assertTold(
        "higham_hall_54",
        () -> HipparchusRoad.solve(equation, span, one, pair, StepControl.fixed(10), end));
    assertTold(
        "save time 0, 2.0",
        () -> HipparchusRoad.solve(equation, span, one, pair, tolerances, SaveAt.times(2)));
    assertTold(
        "2 elements",
        () -> HipparchusRoad.solve(equation, span, new double[2], pair, tolerances, end));
    double[] nan = {Double.NaN};
    assertTold(
        "element 0 is NaN", () -> HipparchusRoad.solve(equation, span, nan, pair, tolerances, end));
    OwnEquation empty = new OwnEquation(0, (t, y) -> y);
    assertTold(
        "dimension 0",
        () -> HipparchusRoad.solve(empty, span, new double[0], pair, tolerances, end));
    assertEquals(0, equation.evaluations());
  }

  private static void assertTold(String part, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
