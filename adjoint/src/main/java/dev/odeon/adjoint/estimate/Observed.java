package dev.odeon.adjoint.estimate;

import dev.odeon.nn.loss.ResidualScale;
import java.util.Arrays;
import java.util.function.IntFunction;

/// What was observed, and how a prediction is compared with it.
///
/// @param targets the observations
/// @param weights one for each; 0 where there is no observation
/// @param scale of the comparison
@SuppressWarnings("ArrayRecordComponent") // data, never compared
record Observed(double[] targets, double[] weights, ResidualScale scale) {
  /// Values, all of weight 1.
  static Observed of(double[] targets) {
    double[] weights = new double[targets.length];
    Arrays.fill(weights, 1);
    return new Observed(targets, weights, ResidualScale.VALUE);
  }

  /// The same on logarithms.
  Observed onLogarithms() {
    return new Observed(targets, weights, ResidualScale.LOG);
  }

  /// Other observations at the same places, copied.
  Observed withTargets(double[] own) {
    checkLength("targets", own);
    return new Observed(own.clone(), weights, scale);
  }

  /// Other weights, copied.
  Observed withWeights(double[] own) {
    checkLength("weights", own);
    for (int i = 0; i < own.length; i++) {
      if (!(own[i] >= 0 && own[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("estimation: weight " + i + " is " + own[i]);
      }
    }
    return new Observed(targets, own.clone(), scale);
  }

  private void checkLength(String what, double[] values) {
    if (values.length != targets.length) {
      throw new IllegalArgumentException(
          "estimation: " + values.length + " " + what + " for " + targets.length + " predictions");
    }
  }

  /// Whether observation `i` counts.
  boolean counts(int i) {
    return weights[i] > 0;
  }

  /// The weighted residual of a prediction; 0 where there is no observation.
  double residual(int i, double prediction) {
    return counts(i) ? weights[i] * scale.difference(prediction, targets[i]) : 0;
  }

  /// Its tangent, from that of the prediction.
  double tangent(int i, double prediction, double tangent) {
    return counts(i) ? weights[i] * scale.tangent(prediction, tangent) : 0;
  }

  /// Checks the observations that count.
  ///
  /// @param name what to call observation `i`
  /// @throws IllegalArgumentException naming one that is not finite, or has no logarithm where
  ///   residuals are of logarithms
  void require(IntFunction<String> name) {
    for (int i = 0; i < targets.length; i++) {
      if (counts(i) && !scale.accepts(targets[i])) {
        throw new IllegalArgumentException(
            "estimation: target "
                + name.apply(i)
                + " is "
                + targets[i]
                + (scale == ResidualScale.LOG
                    ? ", which has no finite logarithm"
                    : ", not finite; give it weight 0"));
      }
    }
  }
}
