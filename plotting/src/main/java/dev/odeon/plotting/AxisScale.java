package dev.odeon.plotting;

/// How values are laid out along an axis.
public enum AxisScale {
  /// Equal distances for equal differences.
  LINEAR,
  /// Equal distances for equal ratios; values that are not positive are gaps.
  LOG
}
