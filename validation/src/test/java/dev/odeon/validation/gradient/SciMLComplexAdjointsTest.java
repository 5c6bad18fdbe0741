package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.TracedSolve;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Verner7;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core1/complex_adjoints.jl`: a propagator i psi' = H(t, p) psi
/// of two levels, written as real pairs, and how much of it ends in the other level.
class SciMLComplexAdjointsTest {
  /// Real parts first, then imaginary parts.
  private static final VectorField SCHROEDINGER =
      (t, y, q) -> {
        Tensor p = q.get("p");
        Tensor drive = p.get(0).times(t.times(p.get(1)).cos());
        Tensor half = t.times(0).plus(0.5);
        Tensor[] re = {y.get(0), y.get(1)};
        Tensor[] im = {y.get(2), y.get(3)};
        Tensor[] hRe = {
          half.times(re[0]).plus(drive.times(re[1])), drive.times(re[0]).minus(half.times(re[1]))
        };
        Tensor[] hIm = {
          half.times(im[0]).plus(drive.times(im[1])), drive.times(im[0]).minus(half.times(im[1]))
        };
        return Tensor.concatenate(hIm[0], hIm[1], hRe[0].negate(), hRe[1].negate());
      };

  private static Function<Tensor, Tensor> transferred(Sensitivity way) {
    SolvePlan plan =
        SolvePlan.of(
                Verner7.METHOD,
                StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
                TimeSpan.of(0, 5),
                SaveAt.times(5))
            .with(way);
    return p -> {
      Tensor zero = p.get(0).times(0);
      Tensor start = Tensor.concatenate(zero.plus(1), zero, zero, zero);
      Tensor end =
          TracedSolve.of("levels", SCHROEDINGER, plan, start, TracedLoss.reading(p))
              .states()
              .reshape(Shape.of(4));
      return end.get(1).times(end.get(1)).plus(end.get(3).times(end.get(3)));
    };
  }

  @Test
  void theTransferHasTheGradientOfDifferences() {
    double[] at = {0.4, 1.1};
    TracedLoss loss = TracedLoss.of(2, transferred(new Sensitivity.Discrete()));
    double moved = loss.value(at);
    assertTrue(moved > 0.05 && moved < 1, "transferred: " + moved);
    TracedLoss.check(loss.differences(1e-3, at), 1e-8, SciMLComplexAdjointsTest::transferred, at);
  }
}
