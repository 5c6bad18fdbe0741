package dev.odeon.validation.gradient;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Callbacks2/vector_continuous_callbacks.jl`: a ball in a
/// corridor hits floor and wall, also both at the same time.
class SciMLVectorContinuousCallbacksTest {
  private static SolvePlan plan(double end, SaveAt times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
        TimeSpan.of(0, end),
        times);
  }

  /// Height, speed upwards, distance, speed sideways; p is gravity, restitution of the floor, of
  /// the walls.
  private static final VectorField FLIGHT =
      (t, y, q) ->
          Tensor.concatenate(y.get(1), q.get("p").get(0).negate(), y.get(3), y.get(3).times(0));

  private static final Event FLOOR =
      Event.of("floor", (t, y, q) -> y.get(0))
          .falling()
          .changing(
              (t, y, q) ->
                  Tensor.concatenate(
                      y.get(0), y.get(1).times(q.get("p").get(1)).negate(), y.get(2), y.get(3)));

  private static final Event WALL =
      Event.of("wall", (t, y, q) -> y.get(2).minus(10))
          .rising()
          .changing(
              (t, y, q) ->
                  Tensor.concatenate(
                      y.get(0), y.get(1), y.get(2), y.get(3).times(q.get("p").get(2)).negate()));

  private static Function<Tensor, Tensor> loss(Sensitivity way, double sideways) {
    SolvePlan plan = plan(6, SaveAt.times(1, 5.5)).withEvents(FLOOR, WALL).with(way);
    return p -> {
      Tensor zero = p.get(0).times(0);
      Tensor start = Tensor.concatenate(zero.plus(50), zero, zero, zero.plus(sideways));
      Tensor rows = TracedSolve.of("flight", FLIGHT, plan, start, TracedLoss.reading(p)).states();
      return rows.sum();
    };
  }

  @Test
  void hitsOneAfterTheOther() {
    double[] at = {9.8, 0.9, 0.7};
    double[] expected =
        TracedLoss.of(3, loss(new Sensitivity.Discrete(), 2.2)).differences(1e-4, at);
    TracedLoss.check(expected, 1e-6, way -> loss(way, 2.2), at);
  }

  /// Floor and wall at 3.194: neither acts on what the other reads, so the order does not matter.
  @Test
  void hitsAtTheSameTime() {
    double[] at = {9.8, 0.9, 0.7};
    double time = Math.sqrt(100 / 9.8);
    double left = 5.5 - time;
    double sideways = 10 / time;
    double speed = 9.8 * time;
    double ofGravity =
        -0.5
            - 1
            + 0.9 * speed / (2 * 9.8) * left
            + 0.9 * speed * time / (2 * 9.8)
            - left * left / 2
            - 9.8 * left * time / (2 * 9.8)
            + 0.9 * speed / (2 * 9.8)
            - left
            - 9.8 * time / (2 * 9.8);
    double[] expected = {ofGravity, speed * left + speed, -sideways * left - sideways};
    TracedLoss.check(expected, 1e-7, way -> loss(way, sideways), at);
  }
}
