package dev.odeon.adjoint.control;

import dev.odeon.nn.trace.Tensor;

/// A function of time, state and control, traced: the dynamics `[d]`, or a running cost, a scalar.
@FunctionalInterface
public interface ControlledFunction {
  /// Its value.
  ///
  /// @param t time, a scalar
  /// @param x state, `[d]`
  /// @param u control
  Tensor apply(Tensor t, Tensor x, Tensor u);
}
