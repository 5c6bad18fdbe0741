package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// Facts of torchdiffeq's `tests/event_tests.py`: the third of ten times is found again from the
/// state there.
class TorchdiffeqEventTest {
  private static void check(VectorField field, DoubleUnaryOperator exact) {
    double third = 1 + 2 * 7.0 / 9;
    double there = exact.applyAsDouble(third);
    Event event = Event.of("third", (t, y, q) -> y.get(0).minus(there)).terminating();
    for (String name : List.of("tsit5", "dormand_prince_54", "dormand_prince_853", "verner7")) {
      OdeProblem problem =
          OdeProblem.of(field, TimeSpan.of(1, 8), exact.applyAsDouble(1)).withEvents(event);
      Solution found =
          OdeSolver.solve(
              problem,
              Methods.named(name),
              StepControl.adaptive(Tolerances.of(1e-7, 1e-9)),
              SaveAt.times(1));
      assertInstanceOf(Outcome.EventStop.class, found.outcome(0), name);
      Occurrence at = found.occurrences(0).getFirst();
      assertEquals(third, at.time(), 1e-4, name + ": time");
      assertEquals(there, at.before()[0], 1e-4, name + ": state");
    }
  }

  @Test
  void constant() {
    check((t, y, q) -> y.minus(t.times(0.2).plus(3)).pow(5).plus(0.2), t -> 0.2 * t + 3);
  }

  /// y' = 2 y / t + 4 t^3, y = 2 t^4 - t^2.
  @Test
  void polynomial() {
    check(
        (t, y, q) -> y.times(2).dividedBy(t).plus(t.pow(3).times(4)),
        t -> 2 * Math.pow(t, 4) - t * t);
  }

  @Test
  void exponential() {
    check((t, y, q) -> t.times(-0.1).exp().times(-0.1).plus(y.times(0)), t -> Math.exp(-0.1 * t));
  }
}
