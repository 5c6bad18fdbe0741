package dev.odeon.ode.problem;

/// The Jacobian of an [OpaqueField], as Java code on arrays.
@FunctionalInterface
public interface OpaqueJacobian {
  /// Computes df/dy.
  ///
  /// @param t time
  /// @param y state, read
  /// @param jacobian zeros to begin with, written: row i, column j takes the derivative of
  ///   component i of dy/dt for component j of y
  void compute(double t, double[] y, double[][] jacobian);
}
