package dev.odeon.cli.fitfile;

/// How a fit file may have the errors of the states weighed together.
public enum ErrorMeasure {
  /// The root of the mean of the squares.
  RMS,
  /// The largest.
  MAX
}
