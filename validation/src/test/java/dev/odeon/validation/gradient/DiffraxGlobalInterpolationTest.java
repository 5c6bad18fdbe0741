package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.path.ControlPath;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Facts of diffrax's `test/test_global_interpolation.py`: paths through data, and dense output
/// after a thousand steps.
class DiffraxGlobalInterpolationTest {
  private static final double[] TIMES = {-1, 0, 0.5, 2, 3.5};

  private static double cubic(double t) {
    return 0.4 * t * t * t - 0.7 * t * t + 0.4 * t + 0.4;
  }

  private static double slope(double t) {
    return 1.2 * t * t - 1.4 * t + 0.4;
  }

  @Test
  void linesAreExact() {
    double[] values = Arrays.stream(TIMES).map(t -> 2 * t - 0.3).toArray();
    ControlPath path = ControlPath.linear(TIMES, values);
    for (double t = -1; t <= 3.5; t += 0.125) {
      assertEquals(2 * t - 0.3, path.value(t)[0], 1e-14);
      assertEquals(2, path.derivative(t)[0], 1e-14);
    }
  }

  @Test
  void hermitePathsAreExactForCubics() {
    double[][] values = {Arrays.stream(TIMES).map(t -> cubic(t)).toArray()};
    double[][] slopes = {Arrays.stream(TIMES).map(t -> slope(t)).toArray()};
    ControlPath path = ControlPath.hermite(TIMES, values, slopes);
    for (double t = -1; t <= 3.5; t += 0.125) {
      assertEquals(cubic(t), path.value(t)[0], 1e-13);
      assertEquals(slope(t), path.derivative(t)[0], 1e-13);
    }
  }

  @Test
  void missingDataAreBridged() {
    double gap = Double.NaN;
    ControlPath path = ControlPath.linear(new double[] {0, 1, 2, 3}, new double[] {1, gap, gap, 7});
    assertEquals(3, path.value(1)[0], 1e-14);
    assertEquals(6, path.value(2.5)[0], 1e-14);
  }

  @Test
  void denseOutputOfAThousandSteps() {
    OdeProblem decay = OdeProblem.of((t, y, q) -> y.negate(), TimeSpan.of(0, 1), 1);
    for (String name : List.of("euler", "heun", "bogacki_shampine_32", "tsit5", "verner7")) {
      Solution found =
          OdeSolver.solve(decay, Methods.named(name), StepControl.fixed(1000), SaveAt.dense());
      for (double t = 0.00037; t < 1; t += 0.0123) {
        double allowed = name.equals("euler") ? 1e-3 : 1e-6;
        assertEquals(Math.exp(-t), found.denseOutput().state(0, t)[0], allowed, name + " at " + t);
      }
    }
  }
}
