package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Facts of diffrax's `test/test_vmap.py`: every trajectory of a batch takes steps of its own.
class DiffraxVmapTest {
  @Test
  void numbersOfStepsDiffer() {
    FieldGraph field =
        FieldGraph.trace(
            "spring",
            (t, y, q) -> {
              Tensor stiffness = y.get(0).times(y.get(0)).plus(1);
              return Tensor.concatenate(y.get(1), y.get(0).times(stiffness).negate());
            },
            2);
    double[] starts = {0.1, 1, 10, 0, 0, 0};
    StepControl control = StepControl.adaptive(Tolerances.of(1e-7, 1e-7));
    SaveAt times = SaveAt.linspace(0, 5, 4);
    Solution batch =
        OdeSolver.solve(
            OdeProblem.ensemble(field, TimeSpan.of(0, 5), 3, starts), Tsit5.METHOD, control, times);
    long[] steps = new long[3];
    for (int lane = 0; lane < 3; lane++) {
      steps[lane] = batch.stats(lane).accepted();
      Solution alone =
          OdeSolver.solve(
              OdeProblem.of(field, TimeSpan.of(0, 5), new double[] {starts[lane], 0}),
              Tsit5.METHOD,
              control,
              times);
      assertEquals(alone.stats(0), batch.stats(lane), "trajectory " + lane);
      assertArrayEquals(alone.state(0, 3), batch.state(lane, 3), 0, "trajectory " + lane);
    }
    assertTrue(steps[0] < steps[1] && steps[1] < steps[2], Arrays.toString(steps));
  }
}
