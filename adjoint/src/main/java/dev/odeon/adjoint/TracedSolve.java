package dev.odeon.adjoint;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.VectorField;
import java.util.Optional;
import java.util.SequencedMap;

/// A solve placed into a trace.
///
/// @param states the saved states `[m, d]`
/// @param integral the integral of the cost from the start to each save time, `[m]`, if the problem
///   has a cost
/// @param end the state and the time where the trajectory ended, at an event or at the end of its
///   span, if there are events; the time of a trajectory that failed is NaN
/// @param solve the primitive, to ask for outcomes after a run
public record TracedSolve(
    Tensor states, Optional<Tensor> integral, Optional<TracedEnd> end, Solve solve) {
  /// Traces the solve of `field` from `initial` as `plan` says.
  ///
  /// @param name for messages
  /// @param parameters everything that the field reads by name; shared or per lane
  public static TracedSolve of(
      String name,
      VectorField field,
      SolvePlan plan,
      Tensor initial,
      SequencedMap<String, Tensor> parameters) {
    return TracedProblem.of(name, field, initial, parameters).solve(plan);
  }
}
