package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.Limits;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusTableaus;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StateFunction;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {
  private static final double[][] NONE = {};
  private static final StepControl.Adaptive TIGHT =
      StepControl.adaptive(Tolerances.of(1e-10, 1e-12));
  private static final FieldGraph FALL = falling(9.8);
  private static final FieldGraph OSCILLATOR =
      FieldGraph.trace(
          "oscillator", (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).negate()), 2);
  private static final FieldGraph CLOCK =
      FieldGraph.trace("clock", (t, y, p) -> y.zeros().plus(1), 1);

  private static FieldGraph falling(double g) {
    return FieldGraph.trace(
        "falling", (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).scalar(-g)), 2);
  }

  private static StateFunction bounce(double restitution) {
    return (t, y, p) -> Tensor.concatenate(y.get(0), y.get(1).times(-restitution));
  }

  private static Event floor() {
    return Event.of("floor", (t, y, p) -> y.get(0)).falling();
  }

  private static Event at(double time) {
    return Event.of("at_" + time, (t, y, p) -> t.minus(time));
  }

  private static LanePlan plan(FieldGraph field, double start, double end, SaveAt saveAt) {
    return new LanePlan(field, Tsit5.METHOD, TIGHT, TimeSpan.of(start, end), saveAt);
  }

  private static Solution solve(LanePlan plan, double... initial) {
    return new LaneIntegrator(plan, new ReferenceBackend(), 1)
        .run(initial, NONE, 1, Recording.NONE)
        .solution();
  }

  private static void assertUlps(double expected, double actual, double ulps, String what) {
    assertTrue(
        Math.abs(actual - expected) <= ulps * Math.ulp(expected),
        () ->
            what
                + ": expected "
                + expected
                + ", was "
                + actual
                + ", off by "
                + (actual - expected) / Math.ulp(expected)
                + " ulp");
  }

  @Test
  void aBouncingBallEndsAtThePublishedState() {
    Solution ball =
        solve(plan(FALL, 0, 1, SaveAt.times(0, 1)).withEvents(floor().changing(bounce(0.8))), 1, 0);
    assertEquals(new Outcome.Success(), ball.outcome(0));
    assertEquals(1, ball.occurrences(0).size(), "one bounce in [0, 1]");
    Occurrence bounce = ball.occurrences(0).getFirst();
    assertUlps(Math.sqrt(2 / 9.8), bounce.time(), 20, "time of the bounce");
    assertEquals(-0.8 * bounce.before()[1], bounce.after()[1], "velocity after the bounce");
    assertEquals(4.68939703624315916637e-1, ball.state(0, 1, 0), 1e-14);
    assertEquals(-1.83106029637568408336, ball.state(0, 1, 1), 1e-14);
  }

  /// By a method whose coefficients are fractions, in bounded steps: those of others are parabolas
  /// to 16 digits only, and without a bound the steps would grow tenfold each, and with them the
  /// rounding errors of a state within one.
  @ParameterizedTest
  @ValueSource(doubles = {1, 3, 10})
  void aFallEndsWhereItMeetsTheFloor(double height) {
    LanePlan plan =
        new LanePlan(
                falling(8),
                HipparchusTableaus.DORMAND_PRINCE_54,
                TIGHT.withMaxStep(0.25),
                TimeSpan.of(0, 100),
                SaveAt.times(0, 100))
            .withEvents(floor().terminating());
    Solution fall = solve(plan, height, 0);
    Outcome.EventStop stop = assertInstanceOf(Outcome.EventStop.class, fall.outcome(0));
    assertUlps(Math.sqrt(height) / 2, stop.t(), 10, "time at the floor");
    assertEquals("floor", stop.event());
    assertTrue(fall.isSuccess(), "a planned end is a success");
    assertTrue(Double.isNaN(fall.state(0, 1, 0)), "nothing is known after the end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tsit5",
        "dormand_prince_54",
        "rodas5p",
        "bdf",
        "auto",
        "kvaerno5",
        "kencarp4",
        "rkc"
      })
  void timesOfAFunctionOfTimeAloneAreExactForEveryMethod(String name) {
    LaneMethod method = (LaneMethod) Methods.named(name);
    double[] times = {0.1, 0.3, 1.0 / 3, 0.7, 1, 1.9};
    Event[] events = new Event[times.length];
    for (int i = 0; i < times.length; i++) {
      events[i] = at(times[i]);
    }
    LanePlan plan =
        new LanePlan(
                OSCILLATOR,
                method,
                StepControl.adaptive(Tolerances.of(1e-5, 1e-5)),
                TimeSpan.of(0, 2),
                SaveAt.times(2))
            .withEvents(events);
    Solution solution = solve(plan, 1, 0);
    assertEquals(new Outcome.Success(), solution.outcome(0));
    assertEquals(times.length, solution.occurrences(0).size(), name + ": occurrences");
    for (int i = 0; i < times.length; i++) {
      Occurrence one = solution.occurrences(0).get(i);
      assertEquals(i, one.event());
      assertUlps(times[i], one.time(), 10, name + ": time");
    }
  }

  @Test
  void hipparchusProblem4BouncesWhereTheSineIsZero() {
    Event wall =
        Event.of("wall", (t, y, p) -> y.get(0))
            .changing((t, y, p) -> Tensor.concatenate(y.get(0).negate(), y.get(1).negate()));
    LanePlan plan =
        plan(OSCILLATOR, 0, 15, SaveAt.linspace(0, 12, 121)).withEvents(wall, at(12).terminating());
    Solution ball = solve(plan, Math.sin(1.2), Math.cos(1.2));
    assertInstanceOf(Outcome.EventStop.class, ball.outcome(0));
    List<Occurrence> occurrences = ball.occurrences(0);
    assertEquals(5, occurrences.size(), "four bounces and the end: " + occurrences);
    for (int k = 1; k <= 4; k++) {
      assertEquals(k * Math.PI - 1.2, occurrences.get(k - 1).time(), 1e-9, "bounce " + k);
      assertEquals(0, occurrences.get(k - 1).event());
    }
    assertUlps(12, occurrences.get(4).time(), 10, "end");
    for (int i = 0; i < 120; i++) {
      double t = ball.time(0, i);
      assertEquals(Math.abs(Math.sin(t + 1.2)), ball.state(0, i, 0), 1e-8, "at t = " + t);
    }
  }

  @Test
  void directionIsThatOfTimeForwardsAndBackwards() {
    Event rising = Event.of("rising", (t, y, p) -> y.get(0)).rising();
    Event falling = Event.of("falling", (t, y, p) -> y.get(0)).falling();
    double[] start = {Math.sin(0.5), Math.cos(0.5)};
    LanePlan forwards = plan(OSCILLATOR, 0.5, 20, SaveAt.times(20)).withEvents(rising, falling);
    Solution there = solve(forwards, start);
    LanePlan backwards = plan(OSCILLATOR, 20, 0.5, SaveAt.times(0.5)).withEvents(rising, falling);
    Solution back = solve(backwards, Math.sin(20), Math.cos(20));
    for (int k = 1; k <= 6; k++) {
      Occurrence one = there.occurrences(0).get(k - 1);
      Occurrence other = back.occurrences(0).get(6 - k);
      assertEquals(k * Math.PI, one.time(), 1e-9);
      assertEquals(k % 2 == 0 ? 0 : 1, one.event(), "sine rises at even multiples of pi");
      assertEquals(k * Math.PI, other.time(), 1e-9);
      assertEquals(one.event(), other.event(), "the same events backwards");
    }
    assertEquals(6, there.occurrences(0).size());
    assertEquals(6, back.occurrences(0).size());
  }

  @Test
  void severalEventsAtOneTimeActInTheOrderOfDeclaration() {
    Event[] events = new Event[10];
    for (int i = 0; i < events.length; i++) {
      int digit = i;
      events[i] =
          Event.of("e" + i, (t, y, p) -> t.minus(0.3).times(digit + 1.0))
              .changing((t, y, p) -> y.times(10).plus(digit));
    }
    FieldGraph still = FieldGraph.trace("still", (t, y, p) -> y.zeros(), 1);
    Solution solution = solve(plan(still, 0, 1, SaveAt.times(1)).withEvents(events), 0);
    assertEquals(10, solution.occurrences(0).size());
    assertEquals(123456789.0, solution.state(0, 0, 0), "digits in the order of declaration");
    for (int i = 0; i < 10; i++) {
      assertEquals(i, solution.occurrences(0).get(i).event());
      assertUlps(0.3, solution.occurrences(0).get(i).time(), 10, "time");
    }
  }

  @Test
  void anEventThatEndsTheTrajectoryKeepsLaterOnesFromOccurring() {
    LanePlan plan =
        plan(CLOCK, 0, 1, SaveAt.times(1))
            .withEvents(at(0.5), at(0.5).terminating(), at(0.5), at(0.7));
    Solution solution = solve(plan, 0);
    assertEquals(2, solution.occurrences(0).size(), "those up to the one that ends it");
    assertInstanceOf(Outcome.EventStop.class, solution.outcome(0));
  }

  @Test
  void aStateChangeDoesNotItselfLetEventsOccur() {
    Event jump = at(0.5).changing((t, y, p) -> y.minus(10));
    Event zero = Event.of("zero", (t, y, p) -> y.get(0));
    Solution solution = solve(plan(CLOCK, 0, 1, SaveAt.times(1)).withEvents(jump, zero), 1);
    assertEquals(1, solution.occurrences(0).size());
    assertEquals(-8, solution.state(0, 0, 0), 1e-12);
  }

  @Test
  void whatBeginsAtZeroDoesNotOccurThereAndOccursAtTheEnd() {
    Event sine = Event.of("sine", (t, y, p) -> y.get(0));
    Solution solution = solve(plan(OSCILLATOR, 0, 4, SaveAt.times(4)).withEvents(sine), 0, 1);
    assertEquals(1, solution.occurrences(0).size(), "pi only");
    assertEquals(Math.PI, solution.occurrences(0).getFirst().time(), 1e-9);
    Solution atEnd = solve(plan(CLOCK, 0, 1, SaveAt.times(1)).withEvents(at(1)), 0);
    assertEquals(1, atEnd.occurrences(0).size(), "an event at the end occurs");
    assertEquals(new Outcome.Success(), atEnd.outcome(0));
    Solution ended = solve(plan(CLOCK, 0, 1, SaveAt.times(1)).withEvents(at(1).terminating()), 0);
    assertInstanceOf(Outcome.EventStop.class, ended.outcome(0));
    assertEquals(1, ended.state(0, 0, 0), 1e-15, "the state at the event is kept");
  }

  @Test
  void twoPassesWithinOneStepAreFound() {
    // Equal steps of 1: the parabola (t - 0.5)^2 - 0.01 is positive at 0, 0.25, 0.75 and 1.
    Event dip =
        Event.of(
            "dip",
            (t, y, p) -> {
              Tensor off = t.minus(0.53);
              return off.times(off).minus(1e-4);
            });
    LanePlan fixed =
        new LanePlan(CLOCK, Tsit5.METHOD, StepControl.fixed(1), TimeSpan.of(0, 1), SaveAt.times(1));
    Solution solution = solve(fixed.withEvents(dip, dip.rising(), dip.falling()), 0);
    List<Occurrence> all = solution.occurrences(0);
    assertEquals(4, all.size(), "each way once for itself and once for both: " + all);
    assertEquals(0.52, all.get(0).time(), 1e-13);
    assertEquals(0.54, all.get(3).time(), 1e-13);
  }

  @Test
  void aTouchIsAnOccurrenceIfAskedFor() {
    StateFunction touching =
        (t, y, p) -> {
          Tensor off = t.minus(0.53);
          return off.times(off).plus(1e-6);
        };
    LanePlan plan = plan(CLOCK, 0, 1, SaveAt.times(1));
    Event strict = Event.of("strict", touching);
    Event loose = Event.of("loose", touching).withTouch(2e-6);
    Solution solution = solve(plan.withEvents(strict, loose), 0);
    assertEquals(1, solution.occurrences(0).size(), "only within its magnitude");
    assertEquals(1, solution.occurrences(0).getFirst().event());
    assertEquals(0.53, solution.occurrences(0).getFirst().time(), 1e-7);
  }

  @Test
  void aBallThatComesToRestEndsInChatter() {
    Solution ball =
        solve(plan(FALL, 0, 10, SaveAt.times(10)).withEvents(floor().changing(bounce(0.5))), 1, 0);
    Outcome.EventChatter chatter =
        assertInstanceOf(Outcome.EventChatter.class, ball.outcome(0), ball.outcome(0).message());
    // Bounces add up geometrically: sqrt(2/g) (1 + 2 (1/2 + 1/4 + ...)).
    assertEquals(3 * Math.sqrt(2 / 9.8), chatter.t(), 1e-6, chatter.message());
    assertTrue(chatter.count() < 300, chatter.message());
  }

  @Test
  void aFunctionThatPassesZeroWithoutEndStaysBounded() {
    Event wild = Event.of("wild", (t, y, p) -> t.minus(0.5).pow(-1).sin());
    LanePlan plan =
        plan(CLOCK, 0, 1, SaveAt.times(1))
            .withEvents(wild)
            .withLimits(Limits.DEFAULT.withOccurrences(1000));
    Solution solution = solve(plan, 0);
    assertTrue(solution.occurrences(0).size() <= 1001, "bounded: " + solution.outcome(0));
  }

  @Test
  void aFunctionThatIsNanEndsTheTrajectory() {
    Event root = Event.of("root", (t, y, p) -> t.minus(0.5).negate().sqrt().plus(1));
    Solution solution = solve(plan(CLOCK, 0, 1, SaveAt.times(0.1, 1)).withEvents(root), 0);
    Outcome.EventFailed failed = assertInstanceOf(Outcome.EventFailed.class, solution.outcome(0));
    assertEquals("root", failed.event());
    assertTrue(failed.t() <= 0.5, failed.message());
    assertEquals(0.1, solution.state(0, 0, 0), 1e-12, "the states before are kept");
    Event broken = at(0.5).changing((t, y, p) -> y.minus(9).sqrt());
    assertInstanceOf(
        Outcome.EventFailed.class,
        solve(plan(CLOCK, 0, 1, SaveAt.times(1)).withEvents(broken), 0).outcome(0));
    Event atOnce = Event.of("at_once", (t, y, p) -> t.minus(1).sqrt());
    Outcome start = solve(plan(CLOCK, 0, 1, SaveAt.times(1)).withEvents(atOnce), 0).outcome(0);
    assertEquals(new Outcome.EventFailed(0, "at_once"), start);
  }

  @Test
  void theNumberOfTheLastOccurrenceCounts() {
    LanePlan plan =
        plan(FALL, 0, 10, SaveAt.times(10))
            .withEvents(floor().changing(bounce(0.8)).terminatingAt(3));
    Solution ball = solve(plan, 1, 0);
    assertEquals(3, ball.occurrences(0).size());
    double first = Math.sqrt(2 / 9.8);
    Outcome.EventStop stop = assertInstanceOf(Outcome.EventStop.class, ball.outcome(0));
    assertEquals(first * (1 + 2 * (0.8 + 0.64)), stop.t(), 1e-12);
  }

  @Test
  void aThousandLanesWithEventsOfTheirOwnHaveTheBitsOfEachAlone() {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("e", new ValueType(TensorType.f64(), Scope.PER_LANE));
    FieldGraph field =
        FieldGraph.trace(
            "falling",
            (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).scalar(-9.8)),
            2,
            parameters);
    Event floor =
        floor()
            .changing(
                (t, y, p) -> Tensor.concatenate(y.get(0), y.get(1).times(p.get("e")).negate()))
            .terminatingAt(6);
    Event top = Event.of("top", (t, y, p) -> y.get(1)).falling();
    LanePlan plan =
        plan(field, 0, 3, SaveAt.linspace(0, 3, 7)).withEvents(floor, top).withStops(Stops.at(1.5));
    int lanes = 1000;
    double[] initial = new double[2 * lanes];
    double[] e = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = 0.5 + 0.003 * lane;
      e[lane] = 0.5 + 0.0004 * lane;
    }
    LaneIntegrator two = new LaneIntegrator(plan, Backends.preferred(), 2);
    Solution all = two.run(initial, new double[][] {e}, lanes, Recording.NONE).solution();
    LaneIntegrator reference = new LaneIntegrator(plan, new ReferenceBackend(), 1);
    for (int lane = 0; lane < lanes; lane += 37) {
      Solution alone =
          reference
              .run(new double[] {initial[lane], 0}, new double[][] {{e[lane]}}, 1, Recording.NONE)
              .solution();
      assertEquals(alone.occurrences(0), all.occurrences(lane), "lane " + lane);
      assertEquals(alone.outcome(0), all.outcome(lane), "lane " + lane);
      assertEquals(alone.stats(0), all.stats(lane), "lane " + lane);
      for (int i = 0; i < 7; i++) {
        assertArrayEquals(alone.state(0, i), all.state(lane, i), "lane " + lane + ", save " + i);
      }
    }
  }

  @Test
  void aFunctionOfAnotherShapeIsRefused() {
    IllegalArgumentException vector =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                solve(
                    plan(OSCILLATOR, 0, 1, SaveAt.times(1))
                        .withEvents(Event.of("vector", (t, y, p) -> y)),
                    1,
                    0));
    assertTrue(vector.getMessage().contains("'vector'"), vector.getMessage());
    IllegalArgumentException change =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                solve(
                    plan(OSCILLATOR, 0, 1, SaveAt.times(1))
                        .withEvents(at(0.5).changing((t, y, p) -> t)),
                    1,
                    0));
    assertTrue(change.getMessage().contains("change"), change.getMessage());
    assertThrows(IllegalArgumentException.class, () -> at(1).terminatingAt(0));
    assertThrows(IllegalArgumentException.class, () -> at(1).withTolerance(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> at(1).withTouch(-1));
  }

  /// What is left of the last step takes one more.
  @Test
  void equalStepsReachTheEndAfterAnEventOrAStopInTheLast() {
    LanePlan equal =
        new LanePlan(
            CLOCK, Tsit5.METHOD, StepControl.fixed(12), TimeSpan.of(0, 1), SaveAt.times(1));
    Event late = at(0.99).changing((t, y, p) -> y.plus(1));
    for (LanePlan plan : List.of(equal.withEvents(late), equal.withStops(Stops.at(0.99)))) {
      Solution solution = solve(plan, 0);
      assertEquals(new Outcome.Success(), solution.outcome(0));
      assertEquals(13, solution.stats(0).accepted());
    }
  }
}
