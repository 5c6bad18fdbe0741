package dev.odeon.nn.function;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;

/// The gamma function's logarithm and its derivatives to more than 40 digits, by the asymptotic
/// series at arguments of 40 and more and the recurrences.
final class TrueGammas {
  private static final DfpField FIELD = Digits.FIELD;
  private static final int START = 40;
  private static final List<Dfp> BERNOULLI = bernoulli(24);

  private TrueGammas() {}

  /// Logarithm of |Gamma(x)|.
  static Dfp lgamma(double x) {
    Dfp a = Digits.of(Math.abs(x));
    if (x > 0) {
      return positive(a);
    }
    Dfp sine = TrueAngles.sineOf(fraction(a).multiply(FIELD.getPi())).abs();
    return log(FIELD.getPi().divide(a.multiply(sine))).subtract(positive(a));
  }

  static Dfp digamma(double x) {
    if (x < 0) {
      Dfp angle = fraction(Digits.of(-x)).multiply(FIELD.getPi());
      Dfp cotangent = cosineOf(angle).divide(TrueAngles.sineOf(angle));
      return digamma(Digits.of(1).subtract(Digits.of(x))).add(FIELD.getPi().multiply(cotangent));
    }
    return digamma(Digits.of(x));
  }

  static Dfp trigamma(double x) {
    if (x < 0) {
      Dfp angle = fraction(Digits.of(-x)).multiply(FIELD.getPi());
      Dfp side = FIELD.getPi().divide(TrueAngles.sineOf(angle));
      return side.multiply(side).subtract(trigamma(Digits.of(1).subtract(Digits.of(x))));
    }
    return trigamma(Digits.of(x));
  }

  private static Dfp cosineOf(Dfp angle) {
    return TrueAngles.sineOf(FIELD.getPi().divide(2).subtract(angle));
  }

  private static Dfp fraction(Dfp a) {
    return a.subtract(a.rint());
  }

  private static Dfp positive(Dfp x) {
    Dfp product = FIELD.getOne();
    Dfp y = x;
    while (y.lessThan(FIELD.newDfp(START))) {
      product = product.multiply(y);
      y = y.add(1);
    }
    Dfp half = FIELD.getOne().divide(2);
    Dfp sum = y.subtract(half).multiply(log(y)).subtract(y);
    sum = sum.add(log(FIELD.getPi().multiply(2)).divide(2));
    Dfp power = FIELD.getOne().divide(y);
    Dfp square = power.multiply(power);
    for (int k = 1; k < BERNOULLI.size(); k++) {
      sum = sum.add(BERNOULLI.get(k).divide(2 * k * (2 * k - 1)).multiply(power));
      power = power.multiply(square);
    }
    return sum.subtract(log(product));
  }

  private static Dfp digamma(Dfp x) {
    Dfp lost = FIELD.getZero();
    Dfp y = x;
    while (y.lessThan(FIELD.newDfp(START))) {
      lost = lost.add(FIELD.getOne().divide(y));
      y = y.add(1);
    }
    Dfp sum = log(y).subtract(FIELD.getOne().divide(y.multiply(2)));
    Dfp square = FIELD.getOne().divide(y.multiply(y));
    Dfp power = square;
    for (int k = 1; k < BERNOULLI.size(); k++) {
      sum = sum.subtract(BERNOULLI.get(k).divide(2 * k).multiply(power));
      power = power.multiply(square);
    }
    return sum.subtract(lost);
  }

  private static Dfp trigamma(Dfp x) {
    Dfp sum = FIELD.getZero();
    Dfp y = x;
    while (y.lessThan(FIELD.newDfp(START))) {
      sum = sum.add(FIELD.getOne().divide(y.multiply(y)));
      y = y.add(1);
    }
    sum = sum.add(FIELD.getOne().divide(y));
    sum = sum.add(FIELD.getOne().divide(y.multiply(y).multiply(2)));
    Dfp square = FIELD.getOne().divide(y.multiply(y));
    Dfp power = square.divide(y);
    for (int k = 1; k < BERNOULLI.size(); k++) {
      sum = sum.add(BERNOULLI.get(k).multiply(power));
      power = power.multiply(square);
    }
    return sum;
  }

  /// The double logarithm and that of the quotient, which is 1 but for 1e-13.
  private static Dfp log(Dfp x) {
    double start = Math.log(x.toDouble());
    Dfp quotient = x.multiply(TrueErrors.exp(Digits.of(-start)));
    Dfp s = quotient.subtract(1).divide(quotient.add(1));
    Dfp square = s.multiply(s);
    Dfp series = square.divide(5).add(FIELD.getOne().divide(3)).multiply(square).add(1);
    return Digits.of(start).add(s.multiply(series).multiply(2));
  }

  /// `B(0), B(2), ..., B(2n)`.
  private static List<Dfp> bernoulli(int n) {
    List<Dfp> even = new ArrayList<>();
    List<Dfp> all = new ArrayList<>();
    for (int m = 0; m <= 2 * n; m++) {
      Dfp sum = FIELD.getZero();
      Dfp binomial = FIELD.getOne();
      for (int k = 0; k < m; k++) {
        sum = sum.add(binomial.multiply(all.get(k)));
        binomial = binomial.multiply(m + 1 - k).divide(k + 1);
      }
      all.add(m == 0 ? FIELD.getOne() : sum.divide(m + 1).negate());
      if (m % 2 == 0) {
        even.add(all.get(m));
      }
    }
    return even;
  }
}
