package dev.odeon.ode.problem;

import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// Something that depends on time, state and parameters of one trajectory, written with [Tensor]
/// operations: the function of an event, the change that it makes, an observed quantity.
///
/// Like a [VectorField] it is run once, to be traced; it must not keep state nor branch on values.
@FunctionalInterface
public interface StateFunction {
  /// The quantity.
  ///
  /// @param t time, a scalar
  /// @param y state, a vector of length d
  /// @param p parameters of the field by name
  Tensor apply(Tensor t, Tensor y, Parameters p);
}
