package dev.odeon.nn.precise;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.UnaryFunction;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.hipparchus.dfp.DfpMath;

/// The functions of numbers of 40 digits, for arguments of moderate size: from their definitions,
/// not from the expansions that graphs use.
final class PreciseFunctions {
  static final DfpField FIELD = new DfpField(40);

  /// Arguments of the gamma function move up to here, where twenty terms of the series suffice.
  private static final int FAR = 30;

  private static final double[][] BERNOULLI = {
    {1, 6},
    {-1, 30},
    {1, 42},
    {-1, 30},
    {5, 66},
    {-691, 2730},
    {7, 6},
    {-3617, 510},
    {43867, 798},
    {-174611, 330},
    {854513, 138},
    {-236364091, 2730}
  };

  private PreciseFunctions() {}

  static Dfp number(double x) {
    return FIELD.newDfp(x);
  }

  static Dfp of(UnaryFunction function, Dfp x) {
    Dfp one = FIELD.getOne();
    return switch (function) {
      case NEGATE -> x.negate();
      case ABS -> x.abs();
      case SIGN -> x.isZero() ? x : number(x.strictlyNegative() ? -1 : 1);
      case SQRT -> x.sqrt();
      case RSQRT -> one.divide(x.sqrt());
      case CBRT -> cubeRoot(x);
      case EXP -> DfpMath.exp(x);
      case EXPONENTIAL_MINUS_ONE -> DfpMath.exp(x).subtract(one);
      case LOG -> DfpMath.log(x);
      case LOG_PLUS_ONE -> DfpMath.log(one.add(x));
      case SINE -> DfpMath.sin(x);
      case COSINE -> DfpMath.cos(x);
      case TAN -> DfpMath.sin(x).divide(DfpMath.cos(x));
      case ASIN -> arcTangent(x.divide(one.subtract(x.multiply(x)).sqrt()));
      case ACOS ->
          FIELD
              .getPi()
              .divide(2)
              .subtract(arcTangent(x.divide(one.subtract(x.multiply(x)).sqrt())));
      case ATAN -> arcTangent(x);
      case SINH -> DfpMath.exp(x).subtract(DfpMath.exp(x.negate())).divide(2);
      case COSH -> DfpMath.exp(x).add(DfpMath.exp(x.negate())).divide(2);
      case TANH -> {
        Dfp e = DfpMath.exp(x.multiply(2));
        yield e.subtract(one).divide(e.add(one));
      }
      case ASINH -> DfpMath.log(x.add(x.multiply(x).add(one).sqrt()));
      case ACOSH -> DfpMath.log(x.add(x.multiply(x).subtract(one).sqrt()));
      case ATANH -> DfpMath.log(one.add(x).divide(one.subtract(x))).divide(2);
      case LOGISTIC -> one.divide(one.add(DfpMath.exp(x.negate())));
      case ERF -> erf(x);
      case ERFC -> one.subtract(erf(x));
      case LGAMMA -> lgamma(x);
      case DIGAMMA -> digamma(x);
      case TRIGAMMA -> trigamma(x);
      case FLOOR -> x.floor();
      case CEIL -> x.ceil();
      case ROUND_NEAREST_EVEN -> x.rint();
    };
  }

  static Dfp of(BinaryFunction function, Dfp x, Dfp y) {
    return switch (function) {
      case ADD -> x.add(y);
      case SUBTRACT -> x.subtract(y);
      case MULTIPLY -> x.multiply(y);
      case DIVIDE -> x.divide(y);
      case POWER -> DfpMath.exp(y.multiply(DfpMath.log(x)));
      case ATAN2 -> angle(x, y);
      case MAXIMUM -> x.lessThan(y) ? y : x;
      case MINIMUM -> y.lessThan(x) ? y : x;
    };
  }

  static boolean test(Comparison direction, Dfp x, Dfp y) {
    return switch (direction) {
      case EQ -> x.equals(y);
      case NE -> !x.equals(y);
      case LT -> x.lessThan(y);
      case LE -> !y.lessThan(x);
      case GT -> y.lessThan(x);
      case GE -> !x.lessThan(y);
    };
  }

  private static Dfp cubeRoot(Dfp x) {
    Dfp y = number(Math.cbrt(x.toDouble()));
    for (int i = 0; i < 4; i++) {
      y = y.multiply(2).add(x.divide(y.multiply(y))).divide(3);
    }
    return y;
  }

  /// Newton's iteration for `sin(a) - x cos(a) = 0` from the double next to the solution.
  private static Dfp arcTangent(Dfp x) {
    Dfp a = number(Math.atan(x.toDouble()));
    for (int i = 0; i < 3; i++) {
      Dfp sin = DfpMath.sin(a);
      Dfp cos = DfpMath.cos(a);
      a = a.subtract(sin.subtract(x.multiply(cos)).divide(cos.add(x.multiply(sin))));
    }
    return a;
  }

  private static Dfp angle(Dfp y, Dfp x) {
    Dfp a = arcTangent(y.divide(x));
    if (!x.strictlyNegative()) {
      return a;
    }
    return y.strictlyNegative() ? a.subtract(FIELD.getPi()) : a.add(FIELD.getPi());
  }

  /// `2/sqrt(pi) sum over n of (-1)^n x^(2n+1) / (n! (2n+1))`: DLMF 7.6.1.
  private static Dfp erf(Dfp x) {
    Dfp square = x.multiply(x);
    Dfp power = x;
    Dfp sum = x;
    for (int n = 1; n < 400; n++) {
      power = power.multiply(square).negate().divide(n);
      Dfp term = power.divide(2 * n + 1);
      sum = sum.add(term);
      if (term.abs().lessThan(number(1e-45))) {
        break;
      }
    }
    return sum.multiply(2).divide(FIELD.getPi().sqrt());
  }

  /// Stirling's series far out (DLMF 5.11.1), the recurrence back; with reflection for x < 0.
  private static Dfp lgamma(Dfp x) {
    if (x.strictlyNegative()) {
      Dfp one = FIELD.getOne();
      Dfp sine = DfpMath.sin(FIELD.getPi().multiply(x)).abs();
      return DfpMath.log(FIELD.getPi().divide(sine)).subtract(lgamma(one.subtract(x)));
    }
    Dfp product = FIELD.getOne();
    Dfp z = x;
    while (z.lessThan(number(FAR))) {
      product = product.multiply(z);
      z = z.add(FIELD.getOne());
    }
    Dfp half = number(0.5);
    Dfp sum =
        z.subtract(half)
            .multiply(DfpMath.log(z))
            .subtract(z)
            .add(DfpMath.log(FIELD.getPi().multiply(2)).multiply(half));
    Dfp power = z;
    for (int k = 1; k <= BERNOULLI.length; k++) {
      sum = sum.add(bernoulli(k).divide(power.multiply(2 * k * (2 * k - 1))));
      power = power.multiply(z).multiply(z);
    }
    return sum.subtract(DfpMath.log(product));
  }

  /// DLMF 5.11.2, 5.5.2, 5.5.4.
  private static Dfp digamma(Dfp x) {
    if (x.strictlyNegative()) {
      Dfp angle = FIELD.getPi().multiply(x);
      Dfp cotangent = DfpMath.cos(angle).divide(DfpMath.sin(angle));
      return digamma(FIELD.getOne().subtract(x)).subtract(FIELD.getPi().multiply(cotangent));
    }
    Dfp shift = FIELD.getZero();
    Dfp z = x;
    while (z.lessThan(number(FAR))) {
      shift = shift.add(FIELD.getOne().divide(z));
      z = z.add(FIELD.getOne());
    }
    Dfp sum = DfpMath.log(z).subtract(FIELD.getOne().divide(z.multiply(2)));
    Dfp power = z.multiply(z);
    for (int k = 1; k <= BERNOULLI.length; k++) {
      sum = sum.subtract(bernoulli(k).divide(power.multiply(2 * k)));
      power = power.multiply(z).multiply(z);
    }
    return sum.subtract(shift);
  }

  /// DLMF 5.15.8, 5.15.5, 5.15.6.
  private static Dfp trigamma(Dfp x) {
    if (x.strictlyNegative()) {
      Dfp sine = DfpMath.sin(FIELD.getPi().multiply(x));
      Dfp peak = FIELD.getPi().divide(sine);
      return peak.multiply(peak).subtract(trigamma(FIELD.getOne().subtract(x)));
    }
    Dfp shift = FIELD.getZero();
    Dfp z = x;
    while (z.lessThan(number(FAR))) {
      shift = shift.add(FIELD.getOne().divide(z.multiply(z)));
      z = z.add(FIELD.getOne());
    }
    Dfp square = z.multiply(z);
    Dfp sum = FIELD.getOne().divide(z).add(FIELD.getOne().divide(square.multiply(2)));
    Dfp power = square.multiply(z);
    for (int k = 1; k <= BERNOULLI.length; k++) {
      sum = sum.add(bernoulli(k).divide(power));
      power = power.multiply(square);
    }
    return sum.add(shift);
  }

  private static Dfp bernoulli(int k) {
    return number(BERNOULLI[k - 1][0]).divide(number(BERNOULLI[k - 1][1]));
  }
}
