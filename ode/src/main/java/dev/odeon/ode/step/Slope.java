package dev.odeon.ode.step;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import java.util.List;

/// dy/dt at a point: the field, or what a mass matrix makes of it.
///
/// With M singular and P the projector onto the algebraic equations `P f = 0`, whose derivative for
/// the time is `P (J dy/dt + f_t) = 0`, dy/dt solves `(M + P J) dy/dt = f - P f_t`. The matrix is
/// regular if the index is 1.
final class Slope {
  private Slope() {}

  /// @param f the field at the point
  static Tensor of(FieldGraph field, Tensor t, Tensor y, List<Tensor> p, Tensor f) {
    Mass mass = Mass.of(field);
    if (mass.matrix().isEmpty()) {
      return f;
    }
    if (!mass.isSingular()) {
      return StageMatrix.factored(mass.times(1, y)).solve(f);
    }
    Tensor right = TimeDerivative.of(field, t, y, p).map(x -> f.minus(mass.constrain(x))).orElse(f);
    FieldJacobian jacobian = FieldJacobian.of(field);
    return jacobian.constrained(jacobian.at(t, y, p)).solve(right);
  }
}
