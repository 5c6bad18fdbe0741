package dev.odeon.validation.problem;

import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.TimeSpan;

/// An initial value problem without parameters.
public interface ReferenceProblem {
  /// A short name, lower case.
  String name();

  /// The field.
  FieldGraph field();

  /// The interval of integration.
  TimeSpan span();

  /// The state at the start, a fresh array.
  double[] initial();

  /// The problem as solvers take it, one trajectory.
  default OdeProblem problem() {
    return OdeProblem.of(field(), span(), initial());
  }
}
