package dev.odeon.ode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.Limits;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same on lanes and through Hipparchus: events, stops, save times, limits.
class EventRoadTest {
  private static final StepControl TIGHT = StepControl.adaptive(Tolerances.of(1e-10, 1e-12));
  private static final VectorField FALL =
      (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).scalar(-9.8));
  private static final VectorField OSCILLATOR =
      (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).negate());

  private static Event floor(double restitution) {
    return Event.of("floor", (t, y, p) -> y.get(0))
        .falling()
        .changing((t, y, p) -> Tensor.concatenate(y.get(0), y.get(1).times(-restitution)));
  }

  private static Solution solve(OdeProblem problem, String method, SaveAt saveAt) {
    return OdeSolver.solve(problem, Methods.named(method), TIGHT, saveAt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tsit5",
        "dormand_prince_54",
        "hipparchus:dormand_prince_54",
        "dormand_prince_853",
        "gragg_bulirsch_stoer",
        "adams_moulton"
      })
  void aBallBouncesAlikeOnBothRoads(String method) {
    Event top = Event.of("top", (t, y, p) -> y.get(1)).falling();
    OdeProblem ball = OdeProblem.of(FALL, TimeSpan.of(0, 2), 1, 0).withEvents(floor(0.8), top);
    Solution solution = solve(ball, method, SaveAt.times(0, 1, 2));
    assertEquals(new Outcome.Success(), solution.outcome(0), method);
    double first = Math.sqrt(2 / 9.8);
    double[] times = {
      first, first * 1.8, first * 2.6, first * 3.24, first * 3.88, first * (3.88 + 0.512)
    };
    int[] events = {0, 1, 0, 1, 0, 1};
    List<Occurrence> occurrences = solution.occurrences(0);
    assertEquals(events.length, occurrences.size(), method + ": " + occurrences);
    for (int i = 0; i < events.length; i++) {
      assertEquals(times[i], occurrences.get(i).time(), 1e-8, method + ": occurrence " + i);
      assertEquals(events[i], occurrences.get(i).event(), method + ": occurrence " + i);
    }
    assertEquals(4.68939703624315916637e-1, solution.state(0, 1, 0), 1e-8, method);
    assertEquals(-1.83106029637568408336, solution.state(0, 1, 1), 1e-8, method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "hipparchus:dormand_prince_54", "dormand_prince_853"})
  void anEventEndsTheTrajectoryAndKeepsWhatWasBefore(String method) {
    Event half = Event.of("half", (t, y, p) -> y.get(0)).rising().terminatingAt(2);
    OdeProblem problem = OdeProblem.of(OSCILLATOR, TimeSpan.of(0, 30), 1, 0).withEvents(half);
    Solution solution = solve(problem, method, SaveAt.times(1, 10, 20));
    Outcome.EventStop stop = assertInstanceOf(Outcome.EventStop.class, solution.outcome(0));
    assertEquals(3.5 * Math.PI, stop.t(), 1e-8, method + ": cosine rises the second time");
    assertEquals(Math.cos(10), solution.state(0, 1, 0), 1e-7, method);
    assertTrue(Double.isNaN(solution.state(0, 2, 0)), method + ": nothing after the end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tsit5", "rodas5p", "bdf", "hipparchus:dormand_prince_54", "adams_bashforth"})
  void aFieldThatJumpsAtAStopIsIntegratedToTheTolerance(String method) {
    // y' = 1 before t = 1, -2 y after it; back again at 2.
    VectorField jumping =
        (t, y, p) -> {
          Tensor outside =
              t.compare(Comparison.LT, 1)
                  .logical(dev.odeon.nn.graph.LogicalFunction.OR, t.compare(Comparison.GT, 2));
          return outside.select(y.zeros().plus(1), y.times(-2));
        };
    OdeProblem problem = OdeProblem.of(jumping, TimeSpan.of(0, 3), 1).withStops(2, 1);
    Solution solution = solve(problem, method, SaveAt.times(1, 2, 3));
    double atTwo = 2 * Math.exp(-2);
    assertArrayEquals(new double[] {2, atTwo, 1 + atTwo}, solution.component(0, 0), 1e-7, method);
    OdeProblem back = OdeProblem.of(jumping, TimeSpan.of(3, 0), 1 + atTwo).withStops(1, 2);
    Solution there = solve(back, method, SaveAt.times(2, 1, 0));
    assertArrayEquals(new double[] {atTwo, 2, 1}, there.component(0, 0), 1e-6, method);
    if (method.equals("tsit5")) {
      assertEquals(0, solution.stats(0).rejected(), "no step runs into a jump");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "hipparchus:dormand_prince_54", "gragg_bulirsch_stoer"})
  void denseOutputIsTheSolutionEverywhere(String method) {
    OdeProblem ball = OdeProblem.of(FALL, TimeSpan.of(0, 1), 1, 0).withEvents(floor(0.8));
    Solution solution = solve(ball, method, SaveAt.dense());
    double bounce = solution.occurrences(0).getFirst().time();
    double speed = 0.8 * 9.8 * Math.sqrt(2 / 9.8);
    for (int i = 0; i <= 100; i++) {
      double t = i / 100.0;
      double after = t - Math.sqrt(2 / 9.8);
      double expected = after < 0 ? 1 - 4.9 * t * t : speed * after - 4.9 * after * after;
      assertEquals(expected, solution.denseOutput().state(0, t)[0], 1e-9, method + " at t = " + t);
    }
    assertTrue(solution.denseOutput().state(0, bounce)[1] < 0, "before the change");
    assertEquals(0, solution.denseOutput().start(0));
    assertEquals(1, solution.denseOutput().end(0), 1e-15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "hipparchus:dormand_prince_54"})
  void stepsQuantitiesAndTimesOfEachLaneAreKept(String method) {
    OdeProblem ball = OdeProblem.of(FALL, TimeSpan.of(0, 1), 1, 0).withEvents(floor(0.8));
    Solution steps = solve(ball, method, SaveAt.steps());
    assertEquals(0, steps.time(0, 0));
    assertEquals(1, steps.time(0, steps.count(0) - 1));
    int jumps = 0;
    for (int i = 1; i < steps.count(0); i++) {
      assertTrue(steps.time(0, i) >= steps.time(0, i - 1), "times are in order");
      if (steps.time(0, i) == steps.time(0, i - 1)) {
        jumps++;
        assertEquals(-0.8 * steps.state(0, i - 1, 1), steps.state(0, i, 1));
      }
    }
    assertEquals(1, jumps, "both states of the bounce");
    Solution fewer = solve(ball, method, SaveAt.everySteps(2));
    assertTrue(fewer.count(0) < steps.count(0));
    assertEquals(1, fewer.time(0, fewer.count(0) - 1), "the last state");

    SaveAt energies =
        SaveAt.times(0, 0.2, 0.4)
            .observing((t, y, p) -> y.get(0).times(9.8).plus(y.get(1).times(y.get(1)).times(0.5)));
    Solution energy = solve(ball, method, energies);
    assertEquals(1, energy.dimension());
    assertArrayEquals(new double[] {9.8, 9.8, 9.8}, energy.component(0, 0), 1e-9);

    OdeProblem two =
        OdeProblem.ensemble(
                dev.odeon.ode.problem.FieldGraph.trace("oscillator", OSCILLATOR, 2),
                TimeSpan.of(0, 5),
                2,
                new double[] {1, 0, 0, 1})
            .withEnds(5, 2);
    SaveAt own = SaveAt.perLane(List.of(new double[] {1, 4}, new double[] {0, 0, 2}));
    Solution lanes = solve(two, method, own);
    assertEquals(2, lanes.count(0));
    assertEquals(3, lanes.count(1));
    assertArrayEquals(new double[] {Math.cos(1), Math.cos(4)}, lanes.component(0, 0), 1e-7);
    assertArrayEquals(new double[] {0, 0, Math.sin(2)}, lanes.component(1, 0), 1e-7);
    assertTrue(lanes.isSuccess());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "bdf", "hipparchus:dormand_prince_54"})
  void limitsOfEvaluationsAndTimeKeepWhatWasReached(String name) {
    Method method = Methods.named(name);
    OdeProblem problem = OdeProblem.of(OSCILLATOR, TimeSpan.of(0, 1e6), 1, 0);
    OdeSolver solver = new OdeSolver(dev.odeon.nn.backend.Backends.preferred(), 1);
    StepControl many = StepControl.adaptive(Tolerances.DEFAULT).withMaxSteps(Long.MAX_VALUE);
    Solution few =
        solver
            .withLimits(Limits.DEFAULT.withEvaluations(1000))
            .run(problem, method, many, SaveAt.times(0, 1, 1e6));
    Outcome.MaxEvaluations spent =
        assertInstanceOf(Outcome.MaxEvaluations.class, few.outcome(0), name);
    assertTrue(spent.evaluations() < 1100, spent.message());
    assertEquals(Math.cos(1), few.state(0, 1, 0), 1e-4, "the states before are kept");
    long before = System.nanoTime();
    Solution late =
        solver
            .withLimits(Limits.DEFAULT.withDeadline(Duration.ofMillis(200)))
            .run(problem, method, many, SaveAt.times(0, 1, 1e6));
    long millis = (System.nanoTime() - before) / 1_000_000;
    Outcome.Deadline deadline = assertInstanceOf(Outcome.Deadline.class, late.outcome(0), name);
    assertTrue(deadline.t() > 1 && deadline.t() < 1e6, deadline.message());
    assertTrue(millis >= 200 && millis < 5000, name + " took " + millis + " ms");
    assertEquals(Math.cos(1), late.state(0, 1, 0), 1e-4, "the states before are kept");
  }

  @Test
  void faultsOfEventsHaveTheSameOutcomeOnBothRoads() {
    Event root = Event.of("root", (t, y, p) -> y.get(0).plus(0.5).sqrt());
    Event rest = floor(0.5);
    for (String method : List.of("tsit5", "hipparchus:dormand_prince_54")) {
      OdeProblem nan = OdeProblem.of(OSCILLATOR, TimeSpan.of(0, 10), 1, 0).withEvents(root);
      assertInstanceOf(
          Outcome.EventFailed.class, solve(nan, method, SaveAt.times(10)).outcome(0), method);
      OdeProblem ball = OdeProblem.of(FALL, TimeSpan.of(0, 10), 1, 0).withEvents(rest);
      assertInstanceOf(
          Outcome.EventChatter.class, solve(ball, method, SaveAt.times(10)).outcome(0), method);
    }
  }
}
