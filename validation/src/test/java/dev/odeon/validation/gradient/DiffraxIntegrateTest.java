package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedProblem;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Facts of diffrax's `test/test_integrate.py`.
class DiffraxIntegrateTest {
  private static final StepControl CONTROL = StepControl.adaptive(Tolerances.of(1e-8, 1e-8));

  /// y' = f(t, y) from 0 to -2 is z' = -f(-s, z) from 0 to 2.
  @Test
  void reversedTimeIsTheMirrorImage() {
    VectorField field = (t, y, q) -> y.times(t.cos()).minus(t.times(0.3));
    VectorField mirrored = (t, y, q) -> field.apply(t.negate(), y, q).negate();
    for (String name : List.of("tsit5", "dormand_prince_853", "rodas5p", "kvaerno5", "bdf")) {
      double back =
          OdeSolver.solve(
                  OdeProblem.of(field, TimeSpan.of(0, -2), 1),
                  Methods.named(name),
                  CONTROL,
                  SaveAt.times(-2))
              .state(0, 0, 0);
      double forth =
          OdeSolver.solve(
                  OdeProblem.of(mirrored, TimeSpan.of(0, 2), 1),
                  Methods.named(name),
                  CONTROL,
                  SaveAt.times(2))
              .state(0, 0, 0);
      assertEquals(forth, back, 1e-12, name);
    }
  }

  /// Equal steps of a symplectic method end where Tsit5 ends.
  @Test
  void aSymplecticMethodWithSmallStepsAgrees() {
    VectorField oscillator = (t, y, q) -> Tensor.concatenate(y.get(1), y.get(0).sin().negate());
    OdeProblem problem = OdeProblem.of(oscillator, TimeSpan.of(0, 1), 1, 0.5);
    double[] expected =
        OdeSolver.solve(problem, Tsit5.METHOD, CONTROL, SaveAt.times(1)).state(0, 0);
    double[] found =
        OdeSolver.solve(
                problem, Methods.named("stormer_verlet"), StepControl.fixed(5000), SaveAt.times(1))
            .state(0, 0);
    assertArrayEquals(expected, found, 1e-7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"implicit_euler", "kvaerno3", "kvaerno5", "radau5"})
  void implicitMethodsHaveTheGradientOfDifferences(String name) {
    SolvePlan plan =
        SolvePlan.of(
            (LaneMethod) Methods.named(name),
            StepControl.fixed(20),
            TimeSpan.of(0, 1),
            SaveAt.times(1));
    TracedLoss loss =
        TracedLoss.of(
            1,
            p ->
                TracedProblem.of(
                        "decay",
                        (t, y, q) -> y.times(q.get("p").get(0)).sin().negate(),
                        p.times(0).plus(1),
                        TracedLoss.reading(p))
                    .solve(plan)
                    .states()
                    .sum());
    assertArrayEquals(loss.differences(1e-3, 1.7), loss.gradient(1.7), 1e-8);
  }
}
