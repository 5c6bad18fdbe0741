package dev.odeon.nn.graph;

import java.util.Locale;

/// Elementwise functions of one real argument.
///
/// Those that IEEE 754 defines ([#isExact]) mean [#apply] in `f64`, and that rounded to nearest in
/// `f32`. The elementary functions mean their expansions into such operations, see
/// `dev.odeon.nn.function`, so they too have the same bits on every machine.
public enum UnaryFunction {
  NEGATE,
  ABS,
  /// -1, 0 or 1 with the sign of the argument; NaN for NaN; signed zeros are kept.
  SIGN,
  SQRT,
  /// 1 / sqrt(x), rounded twice.
  RSQRT,
  CBRT,
  EXP,
  /// e^x - 1.
  EXPONENTIAL_MINUS_ONE,
  LOG,
  /// log(1 + x).
  LOG_PLUS_ONE,
  SINE,
  COSINE,
  TAN,
  ASIN,
  ACOS,
  ATAN,
  SINH,
  COSH,
  TANH,
  ASINH,
  ACOSH,
  ATANH,
  /// 1 / (1 + e^-x).
  LOGISTIC,
  /// 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.
  ERF,
  /// 1 - erf(x), with relative accuracy where it is small.
  ERFC,
  /// log |Gamma(x)|; infinite at the poles of Gamma.
  LGAMMA,
  /// Derivative of lgamma; NaN at negative whole numbers.
  DIGAMMA,
  /// Derivative of digamma.
  TRIGAMMA,
  FLOOR,
  CEIL,
  /// To the nearest integer, ties to even.
  ROUND_NEAREST_EVEN;

  /// The spelling in graph text: StableHLO's, where it has the function.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether IEEE 754 defines its value to the bit.
  public boolean isExact() {
    return switch (this) {
      case NEGATE, ABS, SIGN, SQRT, FLOOR, CEIL, ROUND_NEAREST_EVEN -> true;
      case CBRT,
          EXP,
          EXPONENTIAL_MINUS_ONE,
          LOG,
          LOG_PLUS_ONE,
          SINE,
          COSINE,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH,
          ASINH,
          ACOSH,
          ATANH,
          LOGISTIC,
          RSQRT,
          ERF,
          ERFC,
          LGAMMA,
          DIGAMMA,
          TRIGAMMA ->
          false;
    };
  }

  /// The function value at `x` if the function is exact; else a number near it, for samples while
  /// tracing, that may differ from what a backend computes by a few units in the last place.
  public double apply(double x) {
    return switch (this) {
      case NEGATE -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case SQRT -> Math.sqrt(x);
      case RSQRT -> 1 / Math.sqrt(x);
      case CBRT -> StrictMath.cbrt(x);
      case EXP -> StrictMath.exp(x);
      case EXPONENTIAL_MINUS_ONE -> StrictMath.expm1(x);
      case LOG -> StrictMath.log(x);
      case LOG_PLUS_ONE -> StrictMath.log1p(x);
      case SINE -> StrictMath.sin(x);
      case COSINE -> StrictMath.cos(x);
      case TAN -> StrictMath.tan(x);
      case ASIN -> StrictMath.asin(x);
      case ACOS -> StrictMath.acos(x);
      case ATAN -> StrictMath.atan(x);
      case SINH -> StrictMath.sinh(x);
      case COSH -> StrictMath.cosh(x);
      case TANH -> StrictMath.tanh(x);
      case ASINH -> asinh(x);
      case ACOSH -> acosh(x);
      case ATANH -> atanh(x);
      case LOGISTIC -> logistic(x);
      case ERF -> ErrorSample.erf(x);
      case ERFC -> ErrorSample.erfc(x);
      case LGAMMA -> GammaSample.lgamma(x);
      case DIGAMMA -> GammaSample.digamma(x);
      case TRIGAMMA -> GammaSample.trigamma(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND_NEAREST_EVEN -> Math.rint(x);
    };
  }

  private static final double LN_2 = 0.6931471805599453;
  private static final double HUGE = 0x1p28;

  private static double asinh(double x) {
    double a = Math.abs(x);
    double magnitude =
        a > HUGE
            ? StrictMath.log(a) + LN_2
            : StrictMath.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
    return Math.copySign(magnitude, x);
  }

  private static double acosh(double x) {
    if (x > HUGE) {
      return StrictMath.log(x) + LN_2;
    }
    if (x < 1) {
      return Double.NaN;
    }
    double above = x - 1;
    return StrictMath.log1p(above + Math.sqrt(2 * above + above * above));
  }

  private static double atanh(double x) {
    double a = Math.abs(x);
    return Math.copySign(0.5 * StrictMath.log1p(2 * a / (1 - a)), x);
  }

  private static double logistic(double x) {
    if (x >= 0) {
      return 1 / (1 + StrictMath.exp(-x));
    }
    double e = StrictMath.exp(x);
    return e / (1 + e);
  }
}
