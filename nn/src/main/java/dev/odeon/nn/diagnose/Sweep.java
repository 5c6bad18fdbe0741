package dev.odeon.nn.diagnose;

/// The part of a computation that an equation belongs to.
public enum Sweep {
  /// The values.
  FORWARD,
  /// Their gradient.
  BACKWARD
}
