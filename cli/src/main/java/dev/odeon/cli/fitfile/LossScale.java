package dev.odeon.cli.fitfile;

/// What residuals are differences of.
public enum LossScale {
  /// Values.
  VALUE,
  /// Natural logarithms of values.
  LOG
}
