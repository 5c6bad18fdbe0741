package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.ImplicitExplicit;
import dev.odeon.ode.problem.AdditiveField;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImplicitExplicitTest {
  private static Solution solve(
      AdditiveField parts, StepControl control, TimeSpan span, SaveAt saveAt, double... initial) {
    return new LaneIntegrator(
            parts.sum(),
            ImplicitExplicit.kenCarp4(parts),
            control,
            span,
            saveAt,
            Backends.preferred(),
            1)
        .run(initial, new double[0][], initial.length / parts.sum().dimension(), Recording.NONE)
        .solution();
  }

  /// y' = cos(t)^3 - sin(t) - y^3, solved by cos(t), in two nonlinear parts.
  private static AdditiveField cubic() {
    FieldGraph stiff =
        FieldGraph.trace("decay", (t, y, p) -> y.times(y).times(y).negate().plus(y), 1);
    FieldGraph other =
        FieldGraph.trace(
            "source",
            (t, y, p) -> {
              Tensor c = t.cos();
              return c.times(c).times(c).minus(t.sin()).minus(y);
            },
            1);
    return new AdditiveField(stiff, other);
  }

  @Test
  void bothPartsTogetherShowOrderFour() {
    int[] steps = {20, 40, 80};
    double[][] errors = new double[2][3];
    for (int k = 0; k < 3; k++) {
      SaveAt saveAt = SaveAt.linspace(0.003, 4, 300);
      Solution y = solve(cubic(), StepControl.fixed(steps[k]), TimeSpan.of(0, 4), saveAt, 1);
      assertTrue(y.isSuccess(), y.outcome(0).message());
      for (int i = 0; i < 300; i++) {
        double error = Math.abs(y.state(0, i)[0] - Math.cos(saveAt.time(i)));
        errors[0][k] = i == 299 ? error : 0;
        errors[1][k] = Math.max(errors[1][k], error);
      }
    }
    for (double[] what : errors) {
      double slope = Math.log(what[0] / what[2]) / Math.log(4);
      assertEquals(4, slope, 0.15, Arrays.toString(what));
    }
  }

  /// y' = -10^5 (y - cos t) - sin t with the relaxation implicit: the explicit part does not limit
  /// the steps.
  @Test
  void theStiffPartDoesNotLimitTheSteps() {
    FieldGraph stiff = FieldGraph.trace("relaxation", (t, y, p) -> y.minus(t.cos()).times(-1e5), 1);
    FieldGraph other = FieldGraph.trace("drift", (t, y, p) -> t.sin().negate().plus(y.times(0)), 1);
    AdditiveField parts = new AdditiveField(stiff, other);
    TimeSpan span = TimeSpan.of(0, 10);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-6, 1e-6));
    Solution y = solve(parts, control, span, SaveAt.end(span), 0);
    assertTrue(y.isSuccess(), y.outcome(0).message());
    assertEquals(Math.cos(10), y.state(0, 0)[0], 50 * 2e-6);
    assertTrue(y.stats(0).accepted() < 3000, "an explicit method needs 300,000: " + y.stats(0));
  }

  @Test
  void lanesHaveTheBitsOfEachAlone() {
    double[] initial = new double[70];
    Arrays.setAll(initial, lane -> 1 + 0.01 * lane);
    StepControl control = StepControl.adaptive(Tolerances.of(1e-6, 1e-6));
    TimeSpan span = TimeSpan.of(0, 4);
    SaveAt saveAt = SaveAt.times(1, 2, 4);
    Solution all = solve(cubic(), control, span, saveAt, initial);
    for (int lane : new int[] {0, 63, 64, 69}) {
      Solution alone = solve(cubic(), control, span, saveAt, initial[lane]);
      for (int k = 0; k < 3; k++) {
        assertEquals(alone.state(0, k)[0], all.state(lane, k)[0], 0.0, "lane " + lane);
      }
      assertEquals(alone.stats(0), all.stats(lane));
    }
  }

  @Test
  void anotherFieldThanTheSumIsRefused() {
    FieldGraph other = FieldGraph.trace("other", (t, y, p) -> y.negate(), 1);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new LaneIntegrator(
                    other,
                    ImplicitExplicit.kenCarp4(cubic()),
                    StepControl.fixed(1),
                    TimeSpan.of(0, 1),
                    SaveAt.times(1),
                    Backends.preferred(),
                    1));
    assertTrue(e.getMessage().contains("AdditiveField.sum"), e.getMessage());
    FieldGraph two = FieldGraph.trace("two", (t, y, p) -> y, 2);
    assertThrows(IllegalArgumentException.class, () -> new AdditiveField(two, other));
  }
}
