package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.trace.Tensor;

/// `x^y = 2^(y log2 |x|)`, the logarithm and the product to about twice the digits (Tang 1990 on
/// the logarithm, Muller, "Elementary Functions", on powers), with the sign of whole odd powers.
final class Powers {
  /// `((2 artanh s / s - 2 - 2/3 s^2) / s^4) / ln 2` in `s^2` for `|s| <= 0.172`, such that the
  /// logarithm has relative error 2^-73.
  private static final double[] WIDE = {
    0.5770780163555851,
    0.412198583111371,
    0.3205988979077327,
    0.26230819918457066,
    0.22195223909068018,
    0.19240238838931908,
    0.16843205686150975,
    0.17296468367738776
  };

  /// The same to 2^-43.7.
  private static final double[] NARROW = {0.577078, 0.412205, 0.320062, 0.28086308};

  private Powers() {}

  /// As `StrictMath.pow` in all special cases: 1 for `y = 0` whatever x; NaN for other NaNs, for
  /// negative finite x and broken y, and for `|x| = 1` with infinite y.
  static Tensor pow(Tensor x, Tensor y) {
    Tensor size = positivePower(x.abs(), y);
    Tensor whole = y.compare(Comparison.EQ, y.unary(UnaryFunction.FLOOR));
    Tensor half = y.times(0.5);
    Tensor odd =
        whole.logical(LogicalFunction.AND, half.compare(Comparison.NE, half.unary(UnaryFunction.FLOOR)));
    FloatFormat format = FloatFormat.of(x);
    Tensor signed = odd.select(format.withSignOf(x, size), size);
    Tensor negative =
        x.compare(Comparison.LT, 0)
            .logical(LogicalFunction.AND, x.compare(Comparison.GT, Double.NEGATIVE_INFINITY));
    Tensor undefined = negative.logical(LogicalFunction.AND, whole.not());
    Tensor defined = undefined.select(x.scalar(Double.NaN), signed);
    return y.compare(Comparison.EQ, 0).select(x.scalar(1), defined);
  }

  /// `a^y` for `a >= 0`.
  private static Tensor positivePower(Tensor a, Tensor y) {
    FloatFormat format = FloatFormat.of(a);
    Pair product = logTwo(a).times(y);
    double limit = format.pick(1100, 170);
    Tensor high = product.high().max(a.scalar(-limit)).min(a.scalar(limit));
    Tensor inRange = product.high().abs().compare(Comparison.LT, limit);
    Pair exponent = new Pair(high, inRange.select(product.low(), a.scalar(0)));
    return powerOfTwo(exponent);
  }

  /// `2^x`.
  private static Tensor powerOfTwo(Pair x) {
    FloatFormat format = FloatFormat.of(x.high());
    Tensor magic =
        x.high().scalar(Math.scalb(1.5, format.fraction()) + 2 * format.bias());
    Tensor shifted = x.high().plus(magic);
    Tensor r = x.high().minus(shifted.minus(magic));
    Pair lnTwo =
        Pair.constant(r, LnTwo.NEAREST, LnTwo.restOfNearest(format));
    Pair main = new Pair(r, x.low()).times(lnTwo).normalized();
    Tensor first = main.high();
    Tensor slope = first.fma(main.low(), main.low());
    Tensor tail = first.times(first).fma(ReducedExponential.curvature(first), slope);
    ReducedExponential power = new ReducedExponential(shifted, main.high(), tail);
    return power.scaled(power.mantissa());
  }

  /// `log2 a`, -infinity at 0, a at infinity and NaN.
  private static Pair logTwo(Tensor a) {
    FloatFormat format = FloatFormat.of(a);
    Binade binade = Binade.of(a);
    Tensor m = binade.mantissa();
    Pair s = Pair.quotient(m.minus(1), Pair.ordered(m.scalar(1), m));
    Pair z = s.times(s);
    Tensor rest = Polynomial.of(z.high(), format.pick(WIDE, NARROW));
    Pair first = Pair.constant(a, 0x1.71547652b82fep+1, format.pick(0x1.777d0ffda0d24p-55, 0x1.4ae0cp-25));
    Pair third = Pair.constant(a, 0x1.ec709dc3a03fdp-1, format.pick(0x1.d27f05548af0cp-55, -0x1.e2fe02p-28));
    Pair inner = third.plus(z.times(rest));
    Pair log = s.times(first.plus(z.times(inner)));
    Pair sum = new Pair(binade.exponent(), a.scalar(0)).plus(log).normalized();
    Tensor regular =
        a.compare(Comparison.GT, 0)
            .logical(LogicalFunction.AND, a.compare(Comparison.LT, Double.POSITIVE_INFINITY));
    Tensor pole =
        a.compare(Comparison.EQ, 0).select(a.scalar(Double.NEGATIVE_INFINITY), a);
    return new Pair(regular.select(sum.high(), pole), regular.select(sum.low(), a.scalar(0)));
  }
}
