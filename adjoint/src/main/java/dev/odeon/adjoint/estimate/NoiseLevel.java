package dev.odeon.adjoint.estimate;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/// What is known of the size of the noise.
public enum NoiseLevel {
  /// Only its relative size: the common factor is estimated from the residuals, `s^2 = sum of
  /// squares / degrees of freedom`, and intervals are Student's.
  ESTIMATED,
  /// Weights are one over the standard deviations: `s = 1`, and intervals are normal.
  KNOWN;

  /// s, the standard deviation of an observation of weight 1.
  double deviation(double sumOfSquares, int degreesOfFreedom) {
    return switch (this) {
      case ESTIMATED -> Math.sqrt(sumOfSquares / degreesOfFreedom);
      case KNOWN -> 1;
    };
  }

  /// The two-sided quantile of a parameter's distance from the truth in standard errors.
  double quantile(double level, int degreesOfFreedom) {
    double probability = (1 + Interval.checkLevel(level)) / 2;
    return switch (this) {
      case ESTIMATED ->
          new TDistribution(degreesOfFreedom).inverseCumulativeProbability(probability);
      case KNOWN -> new NormalDistribution().inverseCumulativeProbability(probability);
    };
  }
}
