package dev.odeon.ode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusMethod;
import dev.odeon.ode.hipparchus.HipparchusTableaus;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OdeSolverTest {
  private static final StepControl TOLERANCES = StepControl.adaptive(Tolerances.of(1e-9, 1e-9));

  private static OdeProblem decay(int lanes) {
    double[] initial = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      initial[lane] = lane + 1;
    }
    return OdeProblem.ensemble(
        FieldGraph.trace("decay", (t, y, p) -> y.negate(), 1), TimeSpan.of(0, 1), lanes, initial);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "dormand_prince_54", "hipparchus:dormand_prince_54", "luther"})
  void eachMethodRunsOnItsRoad(String name) {
    StepControl control = name.equals("luther") ? StepControl.fixed(50) : TOLERANCES;
    Solution one = OdeSolver.solve(decay(70), Methods.named(name), control, SaveAt.times(1));
    Solution two = OdeSolver.solve(decay(70), Methods.named(name), control, SaveAt.times(1), 2);
    for (int lane = 0; lane < 70; lane++) {
      assertEquals((lane + 1) * Math.exp(-1), one.state(lane, 0, 0), 1e-7, name);
      assertArrayEquals(one.state(lane, 0), two.state(lane, 0), 0.0, name);
    }
  }

  @Test
  void theRoadsAreToldApartByWhatTheyCost() {
    StepControl fixed = StepControl.fixed(10);
    SaveAt end = SaveAt.times(1);
    Solution lanes = OdeSolver.solve(decay(1), HipparchusTableaus.MIDPOINT, fixed, end);
    Solution hipparchus = OdeSolver.solve(decay(1), HipparchusMethod.MIDPOINT, fixed, end);
    assertEquals(21, lanes.stats(0).evaluations());
    assertEquals(21, hipparchus.stats(0).evaluations());
    assertEquals(lanes.state(0, 0, 0), hipparchus.state(0, 0, 0), 1e-15);
  }

  @Test
  void badArgumentsAreNamed() {
    SaveAt end = SaveAt.times(1);
    assertTold(
        "threads 0",
        () -> OdeSolver.solve(decay(1), HipparchusMethod.MIDPOINT, TOLERANCES, end, 0));
    assertTold(
        "midpoint", () -> OdeSolver.solve(decay(1), HipparchusMethod.MIDPOINT, TOLERANCES, end));
    assertTold(
        "midpoint", () -> OdeSolver.solve(decay(1), HipparchusTableaus.MIDPOINT, TOLERANCES, end));
    Method foreign =
        new Method() {
          @Override
          public String name() {
            return "magic";
          }

          @Override
          public int order() {
            return 1;
          }
        };
    assertTold("magic", () -> OdeSolver.solve(decay(1), foreign, TOLERANCES, end));
  }

  private static void assertTold(String part, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
