package dev.odeon.ode.step;

import dev.odeon.nn.trace.Tensor;
import java.util.List;

/// Where a step begins, traced for one trajectory.
///
/// Time and size are `f64`, whatever the precision of the state.
///
/// @param t time, scalar
/// @param step signed size of the step to try, scalar
/// @param y state, `[d]`
/// @param memory what the rule carries from step to step
/// @param p parameters of the field
public record StepPoint(Tensor t, Tensor step, Tensor y, List<Tensor> memory, List<Tensor> p) {
  public StepPoint {
    memory = List.copyOf(memory);
    p = List.copyOf(p);
  }

  /// The size of the step in the precision of the state, for products with derivatives.
  public Tensor h() {
    return step.in(y.dtype());
  }

  /// The time after `fraction` of the step.
  public Tensor at(double fraction) {
    return step.fma(step.scalar(fraction), t);
  }

  /// The time at its end.
  public Tensor end() {
    return t.plus(step);
  }
}
