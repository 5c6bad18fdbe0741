package dev.odeon.nn.function;

import dev.odeon.nn.graph.UnaryFunction;
import java.util.function.UnaryOperator;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.hipparchus.dfp.DfpMath;

/// Values of the functions to 50 digits and more, and the distance of a result from one.
final class TrueValues {
  /// 75 digits, of which the formulas below lose up to 20.
  private static final DfpField FIELD = new DfpField(75);

  private static final double SMALL = 1e-10;

  private TrueValues() {}

  static Dfp number(double x) {
    return FIELD.newDfp(x);
  }

  /// The function at x, which is finite and inside its domain.
  static Dfp of(UnaryFunction function, double x) {
    return switch (function) {
      case CBRT -> cbrt(x);
      case EXP -> DfpMath.exp(number(x));
      case EXPONENTIAL_MINUS_ONE ->
          Math.abs(x) < SMALL ? series(x, 2, 6, 24, 120) : DfpMath.exp(number(x)).subtract(1);
      case LOG -> DfpMath.log(number(x));
      case LOG_PLUS_ONE ->
          Math.abs(x) < SMALL
              ? series(x, -2, 3, -4, 5)
              : DfpMath.log(number(x).add(FIELD.getOne()));
      case SINH -> odd(x, sinhSeries(x), TrueValues::sinh);
      case COSH -> sum(x).divide(2);
      case TANH -> odd(x, tanhSeries(x), a -> sinh(a).divide(cosh(a)));
      case ASINH ->
          odd(x, asinhSeries(x), a -> DfpMath.log(a.add(a.multiply(a).add(FIELD.getOne()).sqrt())));
      case ACOSH -> {
        Dfp a = number(x);
        yield DfpMath.log(a.add(a.multiply(a).subtract(FIELD.getOne()).sqrt()));
      }
      case ATANH ->
          odd(
              x,
              atanhSeries(x),
              a -> DfpMath.log(FIELD.getOne().add(a).divide(FIELD.getOne().subtract(a))).divide(2));
      case LOGISTIC -> FIELD.getOne().divide(DfpMath.exp(number(x).negate()).add(FIELD.getOne()));
      case NEGATE,
          ABS,
          SIGN,
          SQRT,
          RSQRT,
          ERF,
          ERFC,
          LGAMMA,
          DIGAMMA,
          TRIGAMMA,
          FLOOR,
          CEIL,
          ROUND_NEAREST_EVEN,
          SINE,
          COSINE,
          TAN,
          ASIN,
          ACOS,
          ATAN ->
          throw new IllegalArgumentException("no true values of " + function.text() + " here");
    };
  }

  /// `x^y` for positive x.
  static Dfp power(double x, double y) {
    return DfpMath.exp(DfpMath.log(number(x)).multiply(number(y)));
  }

  /// The distance of `result` from `truth` in units in the last place of the `f64` next to `truth`.
  static double ulps(double result, Dfp truth) {
    double nearest = truth.toDouble();
    if (Double.isInfinite(nearest)) {
      return result == nearest ? 0 : Double.POSITIVE_INFINITY;
    }
    if (Double.isNaN(result) || Double.isInfinite(result)) {
      return Double.POSITIVE_INFINITY;
    }
    return number(result).subtract(truth).abs().divide(number(Math.ulp(nearest))).toDouble();
  }

  /// The same in units in the last place of the `f32` next to `truth`.
  static double floatUlps(double result, Dfp truth) {
    float nearest = (float) truth.toDouble();
    if (Float.isInfinite(nearest)) {
      return result == nearest ? 0 : Double.POSITIVE_INFINITY;
    }
    return Double.isFinite(result)
        ? Math.abs(result - truth.toDouble()) / Math.ulp(nearest)
        : Double.POSITIVE_INFINITY;
  }

  private static Dfp cbrt(double x) {
    Dfp a = number(x);
    Dfp y = number(Math.cbrt(x));
    for (int i = 0; i < 4; i++) {
      y = y.multiply(2).add(a.divide(y.multiply(y))).divide(3);
    }
    return y;
  }

  private static Dfp sum(double x) {
    Dfp e = DfpMath.exp(number(Math.abs(x)));
    return e.add(FIELD.getOne().divide(e));
  }

  private static Dfp sinh(Dfp x) {
    Dfp e = DfpMath.exp(x);
    return e.subtract(FIELD.getOne().divide(e)).divide(2);
  }

  private static Dfp cosh(Dfp x) {
    Dfp e = DfpMath.exp(x);
    return e.add(FIELD.getOne().divide(e)).divide(2);
  }

  private static Dfp odd(double x, Dfp series, UnaryOperator<Dfp> function) {
    if (Math.abs(x) < SMALL) {
      return series;
    }
    Dfp y = function.apply(number(Math.abs(x)));
    return x < 0 ? y.negate() : y;
  }

  /// `x + x^2 / d[0] + x^3 / d[1] + ...`.
  private static Dfp series(double x, int... d) {
    Dfp sum = number(x);
    Dfp power = sum;
    for (int divisor : d) {
      power = power.multiply(number(x));
      sum = sum.add(power.divide(FIELD.newDfp(divisor)));
    }
    return sum;
  }

  /// `x (1 + x^2 (a + b x^2))`.
  private static Dfp oddSeries(double x, Dfp a, Dfp b) {
    Dfp square = number(x).multiply(number(x));
    return number(x).multiply(FIELD.getOne().add(square.multiply(a.add(square.multiply(b)))));
  }

  private static Dfp fraction(int numerator, int denominator) {
    return FIELD.newDfp(numerator).divide(FIELD.newDfp(denominator));
  }

  private static Dfp sinhSeries(double x) {
    return oddSeries(x, fraction(1, 6), fraction(1, 120));
  }

  private static Dfp tanhSeries(double x) {
    return oddSeries(x, fraction(-1, 3), fraction(2, 15));
  }

  private static Dfp asinhSeries(double x) {
    return oddSeries(x, fraction(-1, 6), fraction(3, 40));
  }

  private static Dfp atanhSeries(double x) {
    return oddSeries(x, fraction(1, 3), fraction(1, 5));
  }
}
