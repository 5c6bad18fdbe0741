package dev.odeon.ode.method;

import java.math.BigDecimal;
import java.math.MathContext;

/// A number of about 32 digits: the unevaluated sum of a double and its rounding error.
///
/// T. J. Dekker, A floating-point technique for extending the available precision, Numerische
/// Mathematik 18 (1971) 224-242; products by fused multiply-add.
///
/// @param high the nearest double
/// @param low what is left
record DoubleDouble(double high, double low) {
  static final DoubleDouble ZERO = new DoubleDouble(0, 0);
  static final DoubleDouble ONE = new DoubleDouble(1, 0);

  static DoubleDouble of(double value) {
    return new DoubleDouble(value, 0);
  }

  /// A decimal number, or two whole numbers with `/` between.
  static DoubleDouble parse(String text) {
    int slash = text.indexOf('/');
    BigDecimal value =
        slash < 0
            ? new BigDecimal(text)
            : new BigDecimal(text.substring(0, slash))
                .divide(new BigDecimal(text.substring(slash + 1)), MathContext.DECIMAL128);
    double high = value.doubleValue();
    return new DoubleDouble(high, value.subtract(new BigDecimal(high)).doubleValue());
  }

  boolean isZero() {
    return high == 0;
  }

  DoubleDouble plus(DoubleDouble other) {
    DoubleDouble large = sum(high, other.high);
    DoubleDouble small = sum(low, other.low);
    DoubleDouble partly = normalized(large.high, large.low + small.high);
    return normalized(partly.high, partly.low + small.low);
  }

  /// The sum of two doubles and its rounding error, exactly.
  private static DoubleDouble sum(double a, double b) {
    double sum = a + b;
    double part = sum - a;
    return new DoubleDouble(sum, (a - (sum - part)) + (b - part));
  }

  DoubleDouble minus(DoubleDouble other) {
    return plus(new DoubleDouble(-other.high, -other.low));
  }

  DoubleDouble times(DoubleDouble other) {
    double product = high * other.high;
    double error = Math.fma(high, other.high, -product);
    return normalized(product, error + (high * other.low + low * other.high));
  }

  /// The reciprocal of a whole number below 2^53.
  static DoubleDouble inverse(long divisor) {
    double high = 1.0 / divisor;
    return normalized(high, Math.fma(-high, (double) divisor, 1) / divisor);
  }

  private static DoubleDouble normalized(double large, double small) {
    double sum = large + small;
    return new DoubleDouble(sum, small - (sum - large));
  }
}
