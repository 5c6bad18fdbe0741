package dev.odeon.ode.step;

import dev.odeon.nn.trace.Tensor;
import java.util.List;
import java.util.Optional;

/// What a [StepRule] computed for one attempt, before it is known whether the step is accepted.
///
/// @param y1 the new state, `[d]`
/// @param error the weighted error of the step, scalar: accepted up to 1; infinite or NaN if the
///   step could not be computed, whatever the control
/// @param next the size of the next step, if the rule has a law of its own; else the controller's
///   law applies
/// @param memory what the rule carries on if the step is accepted
/// @param retained what it carries on if the step is rejected
/// @param dense what the interpolant needs beside the old state
/// @param guards one truth value a guard of the field: whether it held in all evaluations
/// @param work evaluations of the field, Jacobians and factorisations of this attempt, scalars;
///   empty if [StepRule#work] states them
public record Trial(
    Tensor y1,
    Tensor error,
    Optional<Tensor> next,
    List<Tensor> memory,
    List<Tensor> retained,
    List<Tensor> dense,
    List<Tensor> guards,
    List<Tensor> work) {
  public Trial {
    memory = List.copyOf(memory);
    retained = List.copyOf(retained);
    dense = List.copyOf(dense);
    guards = List.copyOf(guards);
    work = List.copyOf(work);
  }
}
