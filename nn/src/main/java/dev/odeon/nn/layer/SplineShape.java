package dev.odeon.nn.layer;

/// The pieces of a [Spline].
public enum SplineShape {
  /// Lines.
  LINEAR,
  /// Cubics with continuous second derivative, which is zero at the ends.
  NATURAL_CUBIC
}
