package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.Limits;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Faults raised on purpose on the lanes road, and how they must end.
class LaneFaultTest {
  private static final StepControl CONTROL = StepControl.adaptive(Tolerances.of(1e-6, 1e-8));
  private static final VectorField DECAY = (t, y, p) -> y.negate();

  private static Solution solve(VectorField field, double end, SaveAt saveAt, double... initial) {
    return OdeSolver.solve(
        OdeProblem.of(field, TimeSpan.of(0, end), initial), Tsit5.METHOD, CONTROL, saveAt);
  }

  private static String refused(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }

  @Test
  void nanAfterATimeIsToldAtThatTime() {
    Solution solution =
        solve((t, y, p) -> t.minus(0.7).negate().sqrt().plus(y), 1, SaveAt.times(0.5, 1), 1);
    Outcome.NonFinite nan = assertInstanceOf(Outcome.NonFinite.class, solution.outcome(0));
    assertEquals(0.7, nan.t(), 1e-12, nan.message());
    assertTrue(Double.isFinite(solution.state(0, 0, 0)), "the state before is kept");
    assertTrue(Double.isNaN(solution.state(0, 1, 0)));
  }

  @Test
  void nanInAStepThatGoesTooFarIsRecoveredFrom() {
    // y = (1 - t)^2 until 0.9; a step past 1 asks for the root of a negative number.
    VectorField field = (t, y, p) -> y.sqrt().times(-2).plus(t.scalar(1).minus(t).sqrt().times(0));
    Solution solution =
        OdeSolver.solve(
            OdeProblem.of(field, TimeSpan.of(0, 0.9), 1),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-8, 1e-10)).withInitialStep(0.9),
            SaveAt.times(0.9));
    assertEquals(new Outcome.Success(), solution.outcome(0));
    assertEquals(0.01, solution.state(0, 0, 0), 1e-7);
  }

  @Test
  void infinityEverywhereIsToldAtTheStartAfterFewEvaluations() {
    Solution solution = solve((t, y, p) -> y.plus(Double.POSITIVE_INFINITY), 1, SaveAt.times(1), 1);
    assertEquals(new Outcome.NonFinite(0, 0), solution.outcome(0));
    assertTrue(solution.stats(0).evaluations() <= 50, solution.stats(0).toString());
  }

  @Test
  void aStiffProblemEndsAtTheLimitOfStepsWithAHint() {
    Solution solution =
        OdeSolver.solve(
            OdeProblem.of((t, y, p) -> y.minus(t.cos()).times(-1e6), TimeSpan.of(0, 10), 1),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.DEFAULT).withMaxSteps(1000),
            SaveAt.times(1e-4, 10));
    Outcome.MaxSteps most = assertInstanceOf(Outcome.MaxSteps.class, solution.outcome(0));
    assertEquals(1000, most.steps());
    assertTrue(most.remedy().contains("stiff"), most.remedy());
    assertEquals(1, solution.state(0, 0, 0), 1e-3, "the states before are kept");
  }

  @Test
  void thereAndBackAgainIsWhereItBegan() {
    VectorField pendulum = (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).sin().negate());
    Solution there = solve(pendulum, 5, SaveAt.times(5), 1, 0.5);
    Solution back =
        OdeSolver.solve(
            OdeProblem.of(pendulum, TimeSpan.of(5, 0), there.state(0, 0)),
            Tsit5.METHOD,
            CONTROL,
            SaveAt.times(0));
    assertArrayEquals(new double[] {1, 0.5}, back.state(0, 0), 100 * 1e-6);
  }

  @Test
  void badArgumentsAreNamedBeforeAnyWork() {
    TimeSpan span = TimeSpan.of(0, 1);
    assertTrue(refused(() -> OdeProblem.of(DECAY, span, 1, Double.NaN)).contains("element 1"));
    assertTrue(refused(() -> OdeProblem.of(DECAY, span)).contains("dimension 0"));
    assertTrue(refused(() -> TimeSpan.of(0, Double.POSITIVE_INFINITY)).contains("end"));
    assertTrue(refused(() -> TimeSpan.of(Double.NaN, 1)).contains("start"));
    assertTrue(refused(() -> Tolerances.of(-1, 1)).contains("-1"));
    assertTrue(
        refused(() -> StepControl.adaptive(Tolerances.DEFAULT).withMaxSteps(0)).contains("0"));
    assertTrue(refused(() -> SaveAt.times(0, 2, 1)).contains("2"));
    assertTrue(refused(() -> SaveAt.times(Double.NaN)).contains("save time 0"));
    assertTrue(refused(() -> SaveAt.everySteps(0)).contains("0"));
    assertTrue(refused(() -> solve(DECAY, 1, SaveAt.times(2), 1)).contains("outside"));
    assertTrue(refused(() -> Limits.DEFAULT.withEvaluations(0)).contains("evaluations 0"));
    assertTrue(
        refused(() -> Limits.DEFAULT.withDeadline(Duration.ofSeconds(-1))).contains("PT-1S"));
    assertTrue(refused(() -> Limits.DEFAULT.withOccurrences(0)).contains("occurrences 0"));
    assertTrue(refused(() -> OdeProblem.of(DECAY, span, 1).withEnds(2)).contains("lane 0, 2.0"));
    assertTrue(refused(() -> OdeProblem.of(DECAY, span, 1).withEnds(1, 1)).contains("2 ends"));
    assertTrue(refused(() -> OdeProblem.of(DECAY, span, 1).withStops(Double.NaN)).contains("NaN"));
    assertTrue(
        refused(() -> OdeProblem.of(DECAY, span, 1).withStops(0.5, Math.nextUp(0.5)))
            .contains("too close"));
    SaveAt two = SaveAt.perLane(List.of(new double[] {1}, new double[] {1}));
    assertTrue(refused(() -> solve(DECAY, 1, two, 1)).contains("2 lanes"));
  }

  @Test
  void tenMillionSaveTimesAreKept() {
    int count = 10_000_000;
    Solution solution = solve((t, y, p) -> y.zeros().plus(1), 1, SaveAt.linspace(0, 1, count), 0);
    assertEquals(count, solution.count(0));
    for (int i = 0; i < count; i += 999_999) {
      assertEquals(solution.time(0, i), solution.state(0, i, 0), 1e-14);
    }
  }

  @Test
  void moreNumbersThanAnArrayHoldsAreRefusedFirst() {
    LaneIntegrator integrator =
        new LaneIntegrator(
            new LanePlan(
                FieldGraph.trace("decay", DECAY, 2),
                Tsit5.METHOD,
                CONTROL,
                TimeSpan.of(0, 1),
                SaveAt.linspace(0, 1, 1_000_000)),
            Backends.preferred(),
            1);
    String message =
        refused(() -> integrator.run(new double[4000], new double[0][], 2000, Recording.NONE));
    assertTrue(message.contains("1000000 save times"), message);
  }

  @Test
  void anExceptionOfTheFieldLeavesTheSolverUsable() {
    OpaqueField field =
        (t, y, derivative) -> {
          if (t > 0.5) {
            throw new IllegalStateException("no data");
          }
          derivative[0] = -y[0];
        };
    LaneIntegrator integrator =
        new LaneIntegrator(
            new LanePlan(
                OpaqueField.graph("opaque", 1, field),
                Tsit5.METHOD,
                CONTROL,
                TimeSpan.of(0, 1),
                SaveAt.times(0.4, 1)),
            Backends.preferred(),
            1);
    for (int i = 0; i < 2; i++) {
      Solution solution =
          integrator.run(new double[] {1}, new double[0][], 1, Recording.NONE).solution();
      Outcome.FieldFailed failed = assertInstanceOf(Outcome.FieldFailed.class, solution.outcome(0));
      assertEquals(0.5, failed.t(), 1e-9);
      assertEquals(Math.exp(-0.4), solution.state(0, 0, 0), 1e-6);
    }
  }

  @Test
  void anInterruptEndsARunWithin100MillisecondsAndKeepsTheFlag() throws InterruptedException {
    VectorField orbit = (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).negate());
    LanePlan plan =
        new LanePlan(
            FieldGraph.trace("orbit", orbit, 2),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.DEFAULT).withMaxSteps(Long.MAX_VALUE),
            TimeSpan.of(0, 1e9),
            SaveAt.times(1, 1e9));
    LaneIntegrator integrator = new LaneIntegrator(plan, Backends.preferred(), 1);
    AtomicReference<Solution> result = new AtomicReference<>();
    AtomicReference<Long> ended = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    Thread runner =
        new Thread(
            () -> {
              result.set(
                  integrator
                      .run(new double[] {1, 0}, new double[0][], 1, Recording.NONE)
                      .solution());
              ended.set(System.nanoTime());
              flag.set(Thread.currentThread().isInterrupted());
            });
    runner.start();
    Thread.sleep(300);
    long asked = System.nanoTime();
    runner.interrupt();
    runner.join(10_000);
    assertTrue((ended.get() - asked) / 1_000_000 <= 100, "took " + (ended.get() - asked) + " ns");
    assertTrue(flag.get(), "the flag is kept");
    assertInstanceOf(Outcome.Cancelled.class, result.get().outcome(0));
    assertEquals(Math.cos(1), result.get().state(0, 0, 0), 1e-4, "what was reached is kept");
  }
}
