package dev.odeon.cli.fitfile;

/// Which sign changes of an event's function count.
public enum Direction {
  /// From negative to positive.
  UP,
  /// From positive to negative.
  DOWN,
  /// Either.
  BOTH
}
