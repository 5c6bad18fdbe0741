package dev.odeon.nn.function;

import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;

/// The error functions to more than 50 digits.
final class TrueErrors {
  private static final DfpField FIELD = Digits.FIELD;

  private static final double LARGE = 4;

  private TrueErrors() {}

  static Dfp erf(double x) {
    return Math.abs(x) < LARGE
        ? series(Digits.of(x))
        : x < 0 ? erf(-x).negate() : Digits.of(1).subtract(erfc(x));
  }

  static Dfp erfc(double x) {
    return x < LARGE ? Digits.of(1).subtract(erf(x)) : fraction(Digits.of(x));
  }

  /// `2/sqrt(pi) e^(-x^2) (x + x (2x^2)/3 + x (2x^2)^2 / 15 + ...)`.
  private static Dfp series(Dfp x) {
    Dfp twice = x.multiply(x).multiply(2);
    Dfp term = x;
    Dfp sum = x;
    for (int n = 3; !term.isZero() && term.intLog10() > sum.intLog10() - Digits.COUNT; n += 2) {
      term = term.multiply(twice).divide(n);
      sum = sum.add(term);
    }
    return sum.multiply(factor(x)).multiply(2);
  }

  /// `e^(-x^2) / sqrt(pi) / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...))))`.
  private static Dfp fraction(Dfp x) {
    int depth = (int) (40 + 3000 / x.multiply(x).toDouble());
    Dfp rest = x;
    for (int n = depth; n > 0; n--) {
      rest = x.add(Digits.of(n / 2.0).divide(rest));
    }
    return factor(x).divide(rest);
  }

  /// `e^(-x^2) / sqrt(pi)`.
  private static Dfp factor(Dfp x) {
    return exp(x.multiply(x).negate()).divide(FIELD.getPi().sqrt());
  }

  /// The exponential of a number down to -1000.
  static Dfp exp(Dfp x) {
    Dfp small = x.divide(1024);
    Dfp term = FIELD.getOne();
    Dfp sum = term;
    for (int n = 1; !term.isZero() && term.intLog10() > -Digits.COUNT - 2; n++) {
      term = term.multiply(small).divide(n);
      sum = sum.add(term);
    }
    for (int i = 0; i < 10; i++) {
      sum = sum.multiply(sum);
    }
    return sum;
  }
}
