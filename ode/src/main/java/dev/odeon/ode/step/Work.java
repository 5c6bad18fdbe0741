package dev.odeon.ode.step;

/// What the attempts of a rule cost.
public sealed interface Work {
  /// Every attempt the same.
  ///
  /// @param evaluations evaluations of the field
  /// @param jacobians evaluations of its Jacobian
  /// @param factorisations factorisations of a matrix
  record Constant(long evaluations, long jacobians, long factorisations) implements Work {}

  /// Each attempt counts its own.
  record Counted() implements Work {}
}
