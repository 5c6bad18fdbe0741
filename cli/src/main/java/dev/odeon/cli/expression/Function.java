package dev.odeon.cli.expression;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The functions that a formula may call. Their names are reserved: nothing in a fit file may be
/// called like one.
public enum Function {
  /// e^x.
  EXP(1),
  /// e^x - 1.
  EXPM1(1),
  /// Natural logarithm.
  LOG(1),
  /// log(1 + x).
  LOG1P(1),
  /// Decimal logarithm.
  LOG10(1),
  /// Square root.
  SQRT(1),
  /// Cube root, of either sign.
  CBRT(1),
  /// Absolute value.
  ABS(1),
  /// -1, 0 or 1.
  SIGN(1),
  /// Sine of radians.
  SIN(1),
  /// Cosine of radians.
  COS(1),
  /// Tangent of radians.
  TAN(1),
  /// Inverse sine, in radians.
  ASIN(1),
  /// Inverse cosine, in radians.
  ACOS(1),
  /// Inverse tangent, in radians.
  ATAN(1),
  /// `atan2(y, x)`: the angle of the point (x, y), in radians.
  ATAN2(2),
  /// Hyperbolic sine.
  SINH(1),
  /// Hyperbolic cosine.
  COSH(1),
  /// Hyperbolic tangent.
  TANH(1),
  /// Inverse hyperbolic sine.
  ASINH(1),
  /// Inverse hyperbolic cosine.
  ACOSH(1),
  /// Inverse hyperbolic tangent.
  ATANH(1),
  /// The smaller of two.
  MIN(2),
  /// The larger of two.
  MAX(2),
  /// `pow(x, y)` = x^y.
  POW(2),
  /// The largest integer not above x.
  FLOOR(1),
  /// 1 / (1 + e^-x).
  LOGISTIC(1),
  /// log(1 + e^x).
  SOFTPLUS(1);

  private static final Map<String, Function> BY_TEXT =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Function::text, f -> f));

  private final int arity;

  Function(int arity) {
    this.arity = arity;
  }

  /// The name in a formula.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// How many arguments it takes.
  public int arity() {
    return arity;
  }

  /// The function called `text`, if there is one.
  public static Optional<Function> named(String text) {
    return Optional.ofNullable(BY_TEXT.get(text));
  }

  /// All names, in the order of declaration.
  public static List<String> names() {
    return Arrays.stream(values()).map(Function::text).toList();
  }

  /// The function's value in double arithmetic.
  ///
  /// @param x the arguments, as many as [#arity()]
  public double apply(double... x) {
    return switch (this) {
      case EXP -> Math.exp(x[0]);
      case EXPM1 -> Math.expm1(x[0]);
      case LOG -> Math.log(x[0]);
      case LOG1P -> Math.log1p(x[0]);
      case LOG10 -> Math.log10(x[0]);
      case SQRT -> Math.sqrt(x[0]);
      case CBRT -> Math.cbrt(x[0]);
      case ABS -> Math.abs(x[0]);
      case SIGN -> Math.signum(x[0]);
      case SIN -> Math.sin(x[0]);
      case COS -> Math.cos(x[0]);
      case TAN -> Math.tan(x[0]);
      case ASIN -> Math.asin(x[0]);
      case ACOS -> Math.acos(x[0]);
      case ATAN -> Math.atan(x[0]);
      case ATAN2 -> Math.atan2(x[0], x[1]);
      case SINH -> Math.sinh(x[0]);
      case COSH -> Math.cosh(x[0]);
      case TANH -> Math.tanh(x[0]);
      case ASINH -> asinh(x[0]);
      case ACOSH -> Math.log(x[0] + Math.sqrt((x[0] - 1) * (x[0] + 1)));
      case ATANH -> 0.5 * Math.log1p(2 * x[0] / (1 - x[0]));
      case MIN -> Math.min(x[0], x[1]);
      case MAX -> Math.max(x[0], x[1]);
      case POW -> Math.pow(x[0], x[1]);
      case FLOOR -> Math.floor(x[0]);
      case LOGISTIC -> 1 / (1 + Math.exp(-x[0]));
      case SOFTPLUS -> Math.max(x[0], 0) + Math.log1p(Math.exp(-Math.abs(x[0])));
    };
  }

  /// Odd, and free of the cancellation that log(x + sqrt(x^2 + 1)) has at small and negative x.
  private static double asinh(double x) {
    double size = Math.abs(x);
    double tail = size * size / (1 + Math.hypot(1, size));
    double value = size > 1e150 ? Math.log(size) + Math.log(2) : Math.log1p(size + tail);
    return Math.copySign(value, x);
  }
}
