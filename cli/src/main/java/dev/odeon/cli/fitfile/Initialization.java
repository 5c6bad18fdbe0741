package dev.odeon.cli.fitfile;

/// How the weights of a network are drawn; biases start at zero.
public enum Initialization {
  /// Uniform, with variance 2 / (inputs + outputs).
  GLOROT_UNIFORM,
  /// Normal, with variance 2 / (inputs + outputs).
  GLOROT_NORMAL,
  /// Uniform, with variance 2 / inputs.
  KAIMING_UNIFORM,
  /// Normal, with variance 2 / inputs.
  KAIMING_NORMAL,
  /// All zero.
  ZEROS
}
