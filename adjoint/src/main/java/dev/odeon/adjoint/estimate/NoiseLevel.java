package dev.odeon.adjoint.estimate;

/// What is known of the size of the noise.
public enum NoiseLevel {
  /// Only its relative size: the common factor is estimated from the residuals, `s^2 = sum of
  /// squares / degrees of freedom`, and intervals are Student's.
  ESTIMATED,
  /// Weights are one over the standard deviations: `s = 1`, and intervals are normal.
  KNOWN
}
