package dev.odeon.gpu.ensemble;

/// Whether a solve keeps its accepted steps.
public enum StepKeeping {
  /// It does not.
  NONE,
  /// It keeps where each began, its size, the state there, and in which step each save time lay.
  ALL
}
