package dev.odeon.nn.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;

/// Sine, cosine, tangent and their inverses to more than 50 digits.
final class TrueAngles {
  private static final DfpField FIELD = Digits.FIELD;

  /// Places of pi/2 behind the binary point: enough for the remainder of the largest double.
  private static final int PLACES = 1400;

  private static final BigInteger HALF_PI =
      new BigDecimal(new DfpField(440).getPi().toString())
          .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(PLACES - 1)))
          .toBigInteger();

  /// No more digits than the field has: a longer text would be read as a smaller number.
  private static final int KEPT = 200;

  private TrueAngles() {}

  static Dfp sine(double x) {
    return inQuadrant(x, 0);
  }

  static Dfp cosine(double x) {
    return inQuadrant(x, 1);
  }

  static Dfp tangent(double x) {
    return sine(x).divide(cosine(x));
  }

  /// Sine of a number of moderate size.
  static Dfp sineOf(Dfp x) {
    return series(x, x, 1);
  }

  static Dfp arcTangent(double x) {
    return atan(Digits.of(x));
  }

  static Dfp arcSine(double x) {
    return atan(Digits.of(x).divide(side(x)));
  }

  static Dfp arcCosine(double x) {
    Dfp half = Digits.of(1).subtract(Digits.of(x)).divide(Digits.of(1).add(Digits.of(x))).sqrt();
    return atan(half).multiply(2);
  }

  /// The angle of (x, y).
  static Dfp angle(double y, double x) {
    Dfp acute = atan(Digits.of(Math.abs(y)).divide(Digits.of(Math.abs(x))));
    Dfp size = x < 0 ? FIELD.getPi().subtract(acute) : acute;
    return y < 0 ? size.negate() : size;
  }

  private static Dfp side(double x) {
    return Digits.of(1).subtract(Digits.of(x)).multiply(Digits.of(1).add(Digits.of(x))).sqrt();
  }

  /// Halves the angle five times, so that the series is short.
  private static Dfp atan(Dfp t) {
    Dfp one = FIELD.getOne();
    Dfp y = t;
    int halvings = t.abs().lessThan(FIELD.newDfp(1e-3)) ? 0 : 6;
    for (int i = 0; i < halvings; i++) {
      y = y.divide(one.add(one.add(y.multiply(y)).sqrt()));
    }
    Dfp square = y.multiply(y).negate();
    Dfp power = y;
    Dfp sum = y;
    for (int k = 3; !negligible(power, sum); k += 2) {
      power = power.multiply(square);
      sum = sum.add(power.divide(k));
    }
    return sum.multiply(1 << halvings);
  }

  private static Dfp inQuadrant(double x, int quarters) {
    if (Math.abs(x) < 0.7) {
      return ofReduced(Digits.of(x), quarters);
    }
    long bits = Double.doubleToLongBits(Math.abs(x));
    BigInteger m = BigInteger.valueOf(bits & ((1L << 52) - 1)).setBit(52);
    int exponent = (int) (bits >>> 52) - 1075;
    BigInteger[] parts = m.shiftLeft(exponent + PLACES).divideAndRemainder(HALF_PI);
    int quadrant = parts[0].and(BigInteger.valueOf(3)).intValue();
    BigInteger rest = parts[1];
    if (rest.shiftLeft(1).compareTo(HALF_PI) > 0) {
      rest = rest.subtract(HALF_PI);
      quadrant++;
    }
    Dfp r = FIELD.newDfp(rest.shiftRight(PLACES - KEPT).toString());
    r = r.divide(FIELD.newDfp(BigInteger.ONE.shiftLeft(KEPT).toString()));
    return ofReduced(x < 0 ? r.negate() : r, x < 0 ? quarters - quadrant : quarters + quadrant);
  }

  private static Dfp ofReduced(Dfp r, int quadrant) {
    int q = Math.floorMod(quadrant, 4);
    Dfp size = q % 2 == 0 ? series(r, r, 1) : series(FIELD.getOne(), r, 0);
    return q < 2 ? size : size.negate();
  }

  /// `first - first r^2 / ((k + 1)(k + 2)) + ...`.
  private static Dfp series(Dfp first, Dfp r, int k) {
    Dfp square = r.multiply(r).negate();
    Dfp term = first;
    Dfp sum = first;
    for (int n = k + 1; !negligible(term, sum); n += 2) {
      term = term.multiply(square).divide(n * (n + 1));
      sum = sum.add(term);
    }
    return sum;
  }

  private static boolean negligible(Dfp term, Dfp sum) {
    return term.isZero() || term.intLog10() < sum.intLog10() - Digits.COUNT;
  }
}
