package dev.odeon.ode.problem;

import org.hipparchus.CalculusFieldElement;

/// The right-hand side of `dy/dt = f(t, y, p)`, for one trajectory, written for the numbers of any
/// Hipparchus field: the same code runs on `Binary64`, on `Gradient`, and, traced, on everything
/// that runs a [FieldGraph].
///
/// A generic method is given by reference, `Orbit::derivatives`; a lambda expression cannot be
/// generic.
@FunctionalInterface
public interface FieldEquations {
  /// The derivative.
  ///
  /// @param t time
  /// @param y state, d numbers
  /// @param p parameters, in the order in which they are declared
  /// @return dy/dt, d numbers
  <T extends CalculusFieldElement<T>> T[] derivatives(T t, T[] y, T[] p);
}
