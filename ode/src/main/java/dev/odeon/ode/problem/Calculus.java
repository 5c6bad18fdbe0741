package dev.odeon.ode.problem;

/// Which integral `g(t, y) dW` stands for, where g depends on the state.
public enum Calculus {
  /// g is taken at the beginning of each moment: the integral of Ito.
  ITO,
  /// g is taken in its middle, so that the chain rule holds: the integral of Stratonovich.
  STRATONOVICH
}
