package dev.odeon.cli.fitfile;

/// The function that follows a layer of a network.
public enum Activation {
  /// None.
  IDENTITY,
  /// Hyperbolic tangent.
  TANH,
  /// max(x, 0).
  RELU,
  /// 1 / (1 + e^-x).
  SIGMOID,
  /// log(1 + e^x).
  SOFTPLUS,
  /// x if x > 0, else e^x - 1.
  ELU,
  /// x times the normal distribution function of x.
  GELU,
  /// x / (1 + e^-x).
  SWISH,
  /// Sine.
  SIN
}
