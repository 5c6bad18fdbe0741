package dev.odeon.cli.fitfile;

/// How a fit file may have step sizes chosen.
public enum StepLaw {
  /// Integral control.
  INTEGRAL,
  /// Proportional-integral control.
  PI,
  /// Proportional, integral and differential control.
  PID,
  /// The digital filter H211b.
  H211B,
  /// Predictive control.
  PREDICTIVE
}
