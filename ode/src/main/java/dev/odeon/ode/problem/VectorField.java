package dev.odeon.ode.problem;

import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// The right-hand side of `dy/dt = f(t, y, p)`, for one trajectory, written with [Tensor]
/// operations.
///
/// It is run once, to be traced; it must not keep state nor branch on values.
@FunctionalInterface
public interface VectorField {
  /// The derivative.
  ///
  /// @param t time, a scalar
  /// @param y state, a vector of length d
  /// @param p parameters by name
  /// @return dy/dt, a vector of length d
  Tensor apply(Tensor t, Tensor y, Parameters p);
}
