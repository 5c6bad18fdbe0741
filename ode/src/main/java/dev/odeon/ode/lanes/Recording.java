package dev.odeon.ode.lanes;

/// Whether a run keeps its accepted steps for a sensitivity.
public enum Recording {
  /// Only the states at the save times.
  NONE,
  /// `(t, h, y)` of every accepted step: 8 (d + 2) bytes a step and lane.
  FULL
}
