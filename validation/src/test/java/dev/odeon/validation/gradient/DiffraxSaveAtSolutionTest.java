package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Facts of diffrax's `test/test_saveat_solution.py`.
class DiffraxSaveAtSolutionTest {
  private static final OdeProblem DECAY =
      OdeProblem.of((t, y, q) -> y.times(-0.5), TimeSpan.of(0.1, 1.1), 2.1);

  private static Solution run(OdeProblem problem, SaveAt saveAt) {
    return OdeSolver.solve(
        problem, Tsit5.METHOD, StepControl.adaptive(Tolerances.of(1e-8, 1e-8)), saveAt);
  }

  private static double exact(double t) {
    return 2.1 * Math.exp(-0.5 * (t - 0.1));
  }

  @Test
  void savedStatesAreExact() {
    for (SaveAt times :
        List.of(SaveAt.times(1.1), SaveAt.times(0.1), SaveAt.times(0.1, 0.5, 0.8, 1.1))) {
      Solution found = run(DECAY, times);
      for (int i = 0; i < times.count(); i++) {
        assertEquals(exact(times.time(i)), found.state(0, i, 0), 1e-7, "at " + times.time(i));
      }
    }
  }

  @Test
  void stepsAreKeptByNumber() {
    Solution all = run(DECAY, SaveAt.steps());
    int steps = (int) all.stats(0).accepted();
    assertEquals(steps + 1, all.count(0));
    for (int number : new int[] {2, 3}) {
      Solution some = run(DECAY, SaveAt.everySteps(number));
      double[] times = some.times(0);
      assertEquals(0.1, times[0]);
      assertEquals(1.1, times[times.length - 1], 1e-15);
      for (int i = 0; i < times.length; i++) {
        assertEquals(exact(times[i]), some.state(0, i, 0), 1e-7);
        if (i * number <= steps) {
          assertEquals(all.time(0, i * number), times[i], "every " + number + ", row " + i);
        }
      }
    }
  }

  @Test
  void denseOutputIsExactAnywhere() {
    Solution found = run(DECAY, SaveAt.dense());
    for (double t : new double[] {0.1, 0.2, 0.77, 1.1}) {
      assertEquals(exact(t), found.denseOutput().state(0, t)[0], 1e-6, "at " + t);
    }
  }

  @Test
  void anEmptySpanKeepsTheStart() {
    OdeProblem empty = OdeProblem.of((t, y, q) -> y.negate(), TimeSpan.of(3, 3), 2.1);
    assertEquals(2.1, run(empty, SaveAt.times(3, 3)).state(0, 1, 0));
    assertEquals(2.1, run(empty, SaveAt.dense()).denseOutput().state(0, 3)[0]);
  }
}
