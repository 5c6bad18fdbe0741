package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StopTest {
  private static final StepControl TIGHT = StepControl.adaptive(Tolerances.of(1e-10, 1e-12));

  /// y' = y before t = 1, -y from there on.
  private static FieldGraph jumping(Comparison side) {
    return FieldGraph.trace("jumping", (t, y, p) -> t.compare(side, 1).select(y, y.negate()), 1);
  }

  private static LanePlan plan(FieldGraph field, StepControl control, SaveAt saveAt) {
    return new LanePlan(field, Tsit5.METHOD, control, TimeSpan.of(0, 2), saveAt);
  }

  private static Solution solve(LanePlan plan, LaneInput input) {
    return new LaneIntegrator(plan, new ReferenceBackend(), 1)
        .run(input, Recording.NONE)
        .solution();
  }

  private static LaneInput one(double y) {
    return LaneInput.of(new double[] {y}, new double[0][], 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Comparison.class,
      names = {"LT", "LE"})
  void aStepEndsExactlyAtAStopToWhicheverSideTheFieldCountsIt(Comparison side) {
    LanePlan plan = plan(jumping(side), TIGHT, SaveAt.steps()).withStops(Stops.at(1));
    Solution solution = solve(plan, one(1));
    int at = -1;
    for (int i = 0; i < solution.count(0); i++) {
      at = solution.time(0, i) == 1 ? i : at;
    }
    assertTrue(at > 0, "a step ends at 1 exactly");
    assertEquals(Math.E, solution.state(0, at, 0), 1e-9);
    assertEquals(1, solution.state(0, solution.count(0) - 1, 0), 1e-9);
    assertEquals(0, solution.stats(0).rejected(), "no step runs into the jump");
    Solution blind = solve(plan(jumping(side), TIGHT, SaveAt.times(2)), one(1));
    assertTrue(blind.stats(0).rejected() > 5, "without the stop many do: " + blind.stats(0));
  }

  @Test
  void equalStepsStayEqualAndEndAtTheStop() {
    LanePlan plan =
        plan(jumping(Comparison.LT), StepControl.fixed(30), SaveAt.times(1, 2))
            .withStops(Stops.at(1));
    Solution solution = solve(plan, one(1));
    assertEquals(new Outcome.Success(), solution.outcome(0));
    assertArrayEquals(new double[] {Math.E, 1}, solution.component(0, 0), 1e-6);
    assertEquals(30, solution.stats(0).accepted());
    Solution uneven =
        solve(
            plan(jumping(Comparison.LT), StepControl.fixed(31), SaveAt.times(2))
                .withStops(Stops.at(1)),
            one(1));
    assertEquals(new Outcome.Success(), uneven.outcome(0));
    assertEquals(1, uneven.state(0, 0, 0), 1e-6);
  }

  @Test
  void anEventAtAStopOccursOnce() {
    Event one = Event.of("one", (t, y, p) -> t.minus(1));
    LanePlan plan =
        plan(jumping(Comparison.LT), TIGHT, SaveAt.times(2)).withStops(Stops.at(1)).withEvents(one);
    Solution solution = solve(plan, one(1));
    assertEquals(1, solution.occurrences(0).size(), "at the stop, once");
    assertEquals(1, solution.occurrences(0).getFirst().time(), 10 * Math.ulp(1.0));
  }

  @Test
  void lanesEndWhereEachIsToEnd() {
    LanePlan plan =
        plan(jumping(Comparison.LT), TIGHT, SaveAt.times(0.5, 1, 2)).withStops(Stops.at(1));
    LaneInput input =
        LaneInput.of(new double[] {1, 1, 1, 1}, new double[0][], 4)
            .withEnds(new double[] {2, 0.75, 0, 1});
    Solution solution = solve(plan, input);
    assertTrue(solution.isSuccess());
    assertEquals(1, solution.state(0, 2, 0), 1e-9);
    assertEquals(Math.exp(0.5), solution.state(1, 0, 0), 1e-9);
    assertTrue(Double.isNaN(solution.state(1, 1, 0)), "beyond the end of lane 1");
    assertEquals(0, solution.stats(2).accepted(), "a lane that ends at its start takes no step");
    assertEquals(Math.E, solution.state(3, 1, 0), 1e-9);
  }
}
