package dev.odeon.ode.step;

import dev.odeon.nn.trace.Tensor;
import java.util.List;

/// Where a step begins, traced for one trajectory.
///
/// @param t time, scalar
/// @param h signed size of the step to try, scalar
/// @param y state, `[d]`
/// @param memory what the rule carries from step to step
/// @param p parameters of the field
public record StepPoint(Tensor t, Tensor h, Tensor y, List<Tensor> memory, List<Tensor> p) {
  public StepPoint {
    memory = List.copyOf(memory);
    p = List.copyOf(p);
  }
}
