package dev.odeon.nn.graph;

/// Values of the gamma function's logarithm and its derivatives for samples while tracing, to about
/// twelve digits, by their recurrences, asymptotic series and reflections.
final class GammaSample {
  private static final int START = 12;

  private GammaSample() {}

  static double lgamma(double x) {
    if (x <= 0) {
      double sine = Math.abs(StrictMath.sin(Math.PI * distance(x)));
      return StrictMath.log(Math.PI / sine) - lgamma(1 - x);
    }
    double product = 1;
    double y = x;
    for (; y < START; y++) {
      product *= y;
    }
    double u = 1 / (y * y);
    double rest = (1.0 / 12 - u * (1.0 / 360 - u * (1.0 / 1260 - u / 1680))) / y;
    double half = 0.5 * StrictMath.log(2 * Math.PI);
    return (y - 0.5) * StrictMath.log(y) - y + half + rest - StrictMath.log(product);
  }

  static double digamma(double x) {
    if (x < 0) {
      double angle = Math.PI * distance(x);
      return angle == 0 ? Double.NaN : digamma(1 - x) - Math.PI / StrictMath.tan(angle);
    }
    double sum = 0;
    double y = x;
    for (; y < START; y++) {
      sum += 1 / y;
    }
    double u = 1 / (y * y);
    double rest = u * (1.0 / 12 - u * (1.0 / 120 - u * (1.0 / 252 - u / 240)));
    return StrictMath.log(y) - 0.5 / y - rest - sum;
  }

  static double trigamma(double x) {
    if (x < 0) {
      double side = Math.PI / StrictMath.sin(Math.PI * distance(x));
      return side * side - trigamma(1 - x);
    }
    double sum = 0;
    double y = x;
    for (; y < START; y++) {
      sum += 1 / (y * y);
    }
    double u = 1 / (y * y);
    double rest = u / y * (1.0 / 6 - u * (1.0 / 30 - u * (1.0 / 42 - u / 30)));
    return 1 / y + 0.5 * u + rest + sum;
  }

  /// x less the nearest whole number.
  private static double distance(double x) {
    return x - Math.rint(x);
  }
}
