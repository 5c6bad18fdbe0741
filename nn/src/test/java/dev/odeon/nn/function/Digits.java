package dev.odeon.nn.function;

import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;

/// Numbers of 64 digits, and the distance of a result from one.
final class Digits {
  static final int COUNT = 64;
  static final DfpField FIELD = new DfpField(COUNT);

  private Digits() {}

  static Dfp of(double x) {
    return FIELD.newDfp(x);
  }

  /// The distance of `result` from `truth` in units in the last place of the double next to it.
  static double ulps(double result, Dfp truth) {
    double nearest = truth.toDouble();
    if (Double.isInfinite(nearest)) {
      return result == nearest ? 0 : Double.POSITIVE_INFINITY;
    }
    if (Double.isNaN(result) || Double.isInfinite(result)) {
      return Double.POSITIVE_INFINITY;
    }
    return of(result).subtract(truth).abs().divide(of(Math.ulp(nearest))).toDouble();
  }
}
