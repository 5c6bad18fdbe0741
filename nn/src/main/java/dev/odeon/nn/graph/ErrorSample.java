package dev.odeon.nn.graph;

/// Values of the error functions for samples while tracing, to about twelve digits.
final class ErrorSample {
  private static final double SERIES_BELOW = 2.5;
  private static final double LARGEST = 28;

  private ErrorSample() {}

  static double erf(double x) {
    return Math.abs(x) < SERIES_BELOW ? series(x) : 1 - erfc(x);
  }

  static double erfc(double x) {
    if (x < 0) {
      return 2 - erfc(-x);
    }
    return x < SERIES_BELOW ? 1 - series(x) : fraction(Math.min(x, LARGEST));
  }

  /// `2/sqrt(pi) e^(-x^2) (x + x (2 x^2)/3 + x (2 x^2)^2/15 + ...)`.
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 3; n < 120; n += 2) {
      term *= 2 * x * x / n;
      sum += term;
    }
    return 2 * sum * factor(x);
  }

  /// `e^(-x^2) / sqrt(pi) / (x + (1/2) / (x + 1 / (x + (3/2) / ...)))`.
  private static double fraction(double x) {
    double rest = x;
    for (int n = 60; n > 0; n--) {
      rest = x + n / (2 * rest);
    }
    return factor(x) / rest;
  }

  private static double factor(double x) {
    return StrictMath.exp(-x * x) / Math.sqrt(Math.PI);
  }
}
