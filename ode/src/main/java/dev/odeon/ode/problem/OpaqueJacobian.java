package dev.odeon.ode.problem;

/// The Jacobian of an [OpaqueField], as Java code on arrays.
@FunctionalInterface
public interface OpaqueJacobian {
  /// Computes df/dy.
  ///
  /// An exception counts as a Jacobian of NaN; if smaller steps do not help, the trajectory ends in
  /// `Outcome.FieldFailed`, as with [OpaqueField#compute].
  ///
  /// @param t time
  /// @param y state, read
  /// @param jacobian zeros to begin with, written: row i, column j takes the derivative of
  ///   component i of dy/dt for component j of y
  void compute(double t, double[] y, double[][] jacobian);
}
