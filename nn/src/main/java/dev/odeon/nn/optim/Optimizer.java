package dev.odeon.nn.optim;

/// A first-order rule: immutable configuration; what it remembers is in an explicit
/// [OptimizerState].
public sealed interface Optimizer permits Descent, Momentum, RmsProp, Adam, ClipNorm {
  /// The step size.
  double rate();

  /// This rule with another step size.
  ///
  /// @throws IllegalArgumentException if it is not finite and positive
  Optimizer withRate(double rate);

  /// The state before the first step on `size` parameters.
  OptimizerState start(int size);

  /// Takes one step: changes `parameters` and `state` in place, leaves `gradient` as it is.
  ///
  /// @throws IllegalArgumentException if lengths differ or the state is another rule's, before
  ///   anything is changed
  void update(OptimizerState state, double[] parameters, double[] gradient);
}
