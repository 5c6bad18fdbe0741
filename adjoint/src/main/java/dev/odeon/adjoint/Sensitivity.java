package dev.odeon.adjoint;

/// How derivatives of a solve are computed.
public sealed interface Sensitivity {
  /// The exact derivative of the accepted steps, backwards: cost of a few solves, whatever the
  /// number of parameters. Every accepted step is recorded: 8 (d + 2) bytes a step and lane.
  record Discrete() implements Sensitivity {}

  /// The exact derivative of the accepted steps, forwards: cost of about one solve for each
  /// parameter and component of the initial state; needs no memory of its own. For few parameters.
  record Forward() implements Sensitivity {}
}
