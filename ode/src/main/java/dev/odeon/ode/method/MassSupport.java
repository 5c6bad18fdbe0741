package dev.odeon.ode.method;

/// Which problems `M dy/dt = f` a method can solve.
public enum MassSupport {
  /// Only those without a matrix.
  NONE,

  /// Those whose matrix has an inverse.
  REGULAR,

  /// Those with any constant matrix, of index 1 if it is singular: the method is stiffly accurate,
  /// so that its new state satisfies the algebraic equations.
  SINGULAR
}
