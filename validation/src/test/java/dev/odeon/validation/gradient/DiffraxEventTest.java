package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedProblem;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Solution;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;

/// Facts of diffrax's `test/test_event.py`.
class DiffraxEventTest {
  private static Solution run(VectorField field, TimeSpan span, double start, Event... events) {
    return OdeSolver.solve(
        OdeProblem.of(field, span, start).withEvents(events),
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
        SaveAt.times(0, 0.5));
  }

  private static Event at(String name, double level) {
    return Event.of(name, (t, y, q) -> y.get(0).minus(level)).terminating();
  }

  @Test
  void growthReachesEAtOne() {
    Solution found = run((t, y, q) -> y, TimeSpan.of(0, 10), 1, at("e", Math.E));
    assertEquals(1, found.occurrences(0).getFirst().time(), 1e-6);
  }

  @Test
  void aLineReachesZero() {
    Solution found = run((t, y, q) -> y.times(0).plus(1), TimeSpan.of(0, 30), -10, at("zero", 0));
    assertEquals(10, found.occurrences(0).getFirst().time(), 1e-12);
  }

  @Test
  void theFirstOfTwoEventsEndsTheTrajectory() {
    VectorField line = (t, y, q) -> y.times(0).plus(1);
    Solution found = run(line, TimeSpan.of(0, 30), 0, at("late", 7), at("early", 3));
    assertEquals(1, found.occurrences(0).size());
    assertEquals(1, found.occurrences(0).getFirst().event());
    assertEquals(3, found.occurrences(0).getFirst().time(), 1e-12);
  }

  /// y = sin t passes 1/2 upwards at pi / 6 and downwards at 5 pi / 6.
  @Test
  void directionsAreKept() {
    VectorField cosine = (t, y, q) -> t.cos().plus(y.times(0));
    Event half = at("half", 0.5);
    double up = run(cosine, TimeSpan.of(0, 6), 0, half.rising()).occurrences(0).get(0).time();
    double down = run(cosine, TimeSpan.of(0, 6), 0, half.falling()).occurrences(0).get(0).time();
    assertEquals(Math.PI / 6, up, 1e-6);
    assertEquals(5 * Math.PI / 6, down, 1e-6);
  }

  @Test
  void savesAfterTheEventAreNotThere() {
    Solution found = run((t, y, q) -> y, TimeSpan.of(0, 10), 1, at("early", 1.2));
    assertEquals(1, found.state(0, 0, 0));
    assertTrue(Double.isNaN(found.state(0, 1, 0)), "a state after the end");
  }

  /// x'' = -8 from (x0, 0): the floor is reached at sqrt(x0) / 2.
  @Test
  void theTimeOfTheFirstBounceHasItsGradient() {
    Event floor = Event.of("floor", (t, y, q) -> y.get(0)).falling().terminating();
    VectorField fall = (t, y, q) -> Tensor.concatenate(y.get(1), y.get(0).scalar(-8));
    for (double x : new double[] {1, 3, 10}) {
      TracedLoss.check(
          new double[] {1 / (4 * Math.sqrt(x))},
          1e-9,
          way -> {
            SolvePlan plan =
                SolvePlan.of(
                        Tsit5.METHOD,
                        StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
                        TimeSpan.of(0, 5),
                        SaveAt.times(0))
                    .withEvents(floor)
                    .with(way);
            return p -> {
              Tensor start = Tensor.concatenate(p.get(0), p.get(0).times(0));
              return TracedProblem.of("fall", fall, start, new LinkedHashMap<>())
                  .solve(plan)
                  .end()
                  .orElseThrow()
                  .time();
            };
          },
          x);
    }
  }
}
