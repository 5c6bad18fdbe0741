package dev.odeon.nn.trace;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.UnaryFunction;

/// Functions of [TracedScalar] that are made of several primitives. Both sides of a case are
/// computed and one is selected; the side not taken is kept finite, so that its derivative does not
/// spoil the other's.
final class TracedFunctions {
  static final double LOG_10 = 2.302585092994046;

  /// Up to this exponent a whole power is products: at most 12, exact signs, and derivatives
  /// without logarithms.
  private static final int LARGEST_PRODUCT = 64;

  private TracedFunctions() {}

  static TracedScalar power(TracedScalar x, double exponent) {
    return exponent == Math.rint(exponent) && Math.abs(exponent) <= LARGEST_PRODUCT
        ? power(x, (int) exponent)
        : x.binary(BinaryFunction.POWER, x.newInstance(exponent));
  }

  /// Products by the binary digits of the exponent from the lowest; a negative power is the
  /// reciprocal of the positive.
  static TracedScalar power(TracedScalar x, int exponent) {
    if (exponent > LARGEST_PRODUCT || exponent < -LARGEST_PRODUCT) {
      return x.binary(BinaryFunction.POWER, x.newInstance(exponent));
    }
    if (exponent <= 0) {
      return exponent == 0 ? x.newInstance(1) : power(x, -exponent).reciprocal();
    }
    TracedScalar square = x;
    int rest = exponent;
    while ((rest & 1) == 0) {
      square = square.multiply(square);
      rest >>= 1;
    }
    TracedScalar product = square;
    for (rest >>= 1; rest != 0; rest >>= 1) {
      square = square.multiply(square);
      if ((rest & 1) != 0) {
        product = product.multiply(square);
      }
    }
    return product;
  }

  /// An odd root of a negative number is negative, an even one is NaN, as in Hipparchus.
  static TracedScalar root(TracedScalar x, int n) {
    if (n == 1 || n == 2 || n == 3) {
      return n == 1 ? x : x.unary(n == 2 ? UnaryFunction.SQRT : UnaryFunction.CBRT);
    }
    TracedCondition negative = x.compare(Comparison.LT, 0);
    TracedScalar root = power(x.abs(), 1.0 / n);
    return (n % 2 == 0 ? x.newInstance(Double.NaN) : root.negate()).where(negative, root);
  }

  /// `larger * sqrt(1 + (smaller / larger)^2)`: no overflow on the way.
  static TracedScalar hypot(TracedScalar x, TracedScalar y) {
    TracedScalar a = x.abs();
    TracedScalar b = y.abs();
    // One condition for both, so that a tie has the right derivative.
    TracedCondition first = a.compare(Comparison.GT, b);
    TracedScalar larger = a.where(first, b);
    TracedScalar smaller = b.where(first, a);
    TracedScalar divisor = x.newInstance(1).where(larger.compare(Comparison.EQ, 0), larger);
    TracedScalar ratio = smaller.divide(divisor);
    TracedScalar finite = larger.multiply(ratio.multiply(ratio).add(1).sqrt());
    TracedScalar infinity = x.newInstance(Double.POSITIVE_INFINITY);
    TracedCondition infinite =
        a.compare(Comparison.EQ, infinity).or(b.compare(Comparison.EQ, infinity));
    return infinity.where(infinite, finite);
  }

  /// Factors of powers of two, such that the result is rounded once.
  static TracedScalar scalb(TracedScalar x, int n) {
    TracedScalar scaled = x;
    int rest = Math.clamp(n, -4200, 4200);
    while (rest > Double.MAX_EXPONENT) {
      scaled = scaled.multiply(0x1p1023);
      rest -= Double.MAX_EXPONENT;
    }
    // 2^-1074 is the smallest factor there is; two roundings happen only to what ends as zero.
    while (rest < -1074) {
      scaled = scaled.multiply(0x1p-1022);
      rest += 1022;
    }
    return scaled.multiply(
        rest >= Double.MIN_EXPONENT
            ? Math.scalb(1.0, rest)
            : Math.scalb(Double.MIN_VALUE, rest + 1074));
  }

  /// With k the whole number next to x / y, `x - k * y` is exact if rounded once. A quotient that
  /// rounds to half a whole number can give the wrong neighbour k; then the remainder is more than
  /// half of y, and is one y off.
  static TracedScalar remainder(TracedScalar x, TracedScalar y) {
    TracedScalar k = x.divide(y).rint();
    TracedScalar near = k.negate().fma(y, x);
    TracedScalar size = y.abs();
    TracedScalar other = near.subtract(copySign(size, near));
    TracedScalar nearest = other.where(near.abs().compare(Comparison.GT, size.multiply(0.5)), near);
    TracedScalar known =
        nearest.where(k.abs().compare(Comparison.LT, 0x1p52), x.newInstance(Double.NaN));
    // x mod infinity is x, where k * y is not a number.
    TracedCondition whole = size.compare(Comparison.EQ, Double.POSITIVE_INFINITY);
    return x.add(x.multiply(0)).where(whole, known);
  }

  /// The size of `x` with the sign of `sign`, which -0 has too.
  static TracedScalar copySign(TracedScalar x, TracedScalar sign) {
    TracedScalar size = x.abs();
    TracedCondition negative =
        sign.compare(Comparison.LT, 0).or(sign.reciprocal().compare(Comparison.LT, 0));
    return size.negate().where(negative, size);
  }
}
