package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.Tensor;

/// The cube root, without division.
///
/// `|x| = 2^(3q + r) m` with m in [1, 2) and r one of -1, 0, 1. A polynomial approximates
/// `m^(-1/3)`, a constant makes it `w = a^(-1/3)` of `a = 2^r m`; one step by the series of
/// `(1 - e)^(-1/3)` with `e = 1 - a w^3` follows, and the root is `a w^2`, corrected once by its
/// exact residual (Muller, "Elementary Functions", on Newton's method with fma).
final class CubeRoot {
  /// `m^(-1/3)` for m in [1, 2], to 2^-14.7.
  private static final double[] WIDE = {
    1.6700071503918756,
    -1.1728813432901846,
    0.6954837787732517,
    -0.2212383609117418,
    0.02859110816199171
  };

  /// The same to 2^-12.
  private static final double[] NARROW = {1.5418867, -0.8099595, 0.3177564, -0.04993672};

  private static final double[] WIDE_SERIES = {1.0 / 3, 2.0 / 9, 14.0 / 81};
  private static final double[] NARROW_SERIES = {1.0 / 3, 2.0 / 9};

  private static final double ROOT_OF_TWO = 0x1.428a2f98d728bp+0;
  private static final double ROOT_OF_HALF = 0x1.965fea53d6e3dp-1;

  private CubeRoot() {}

  /// The real cube root.
  static Tensor cbrt(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor size = x.abs();
    Tensor subnormal = size.compare(Comparison.LT, format.smallestNormal());
    // A power of 8, so that the exponent of the root is whole.
    int lift = 3 * (int) Math.ceil(format.fraction() / 3.0);
    Tensor bits =
        format.bits(subnormal.select(size.times(Math.scalb(1.0, lift)), size));
    Tensor stored = format.small(format.shiftRight(bits, format.fraction()));
    Tensor above =
        subnormal.select(x.scalar((double) format.bias() + lift), x.scalar(format.bias()));
    Tensor exponent = stored.minus(above);
    Tensor magic = x.scalar(Math.scalb(1.5, format.fraction()) + format.bias());
    Tensor shifted = exponent.fma(x.scalar(1.0 / 3), magic);
    Tensor scale = format.number(format.shiftLeft(format.bits(shifted), format.fraction()));
    Tensor r = shifted.minus(magic).fma(x.scalar(-3), exponent);
    Tensor m = format.number(format.or(format.and(bits, format.fractionMask()), format.bitsOf(1)));
    Tensor root = format.withSignOf(x, root(m, r).times(scale));
    return isItsOwnRoot(size).select(x, root);
  }

  /// Zeros, infinities and NaN.
  private static Tensor isItsOwnRoot(Tensor size) {
    Tensor positive = size.compare(Comparison.GT, 0);
    Tensor finite = size.compare(Comparison.LT, Double.POSITIVE_INFINITY);
    return positive.logical(LogicalFunction.AND, finite).not();
  }

  /// The cube root of `2^r m`.
  private static Tensor root(Tensor m, Tensor r) {
    FloatFormat format = FloatFormat.of(m);
    Tensor up = r.compare(Comparison.GT, 0);
    Tensor down = r.compare(Comparison.LT, 0);
    Tensor one = m.scalar(1);
    Tensor power = up.select(m.scalar(2), down.select(m.scalar(0.5), one));
    Tensor rootOfPower =
        up.select(m.scalar(ROOT_OF_HALF), down.select(m.scalar(ROOT_OF_TWO), one));
    Tensor a = m.times(power);
    Tensor start = Polynomial.of(m, format.pick(WIDE, NARROW)).times(rootOfPower);
    Tensor e = start.times(start).times(start).negate().fma(a, one);
    double[] series = format.pick(WIDE_SERIES, NARROW_SERIES);
    Tensor w = start.fma(e.times(Polynomial.of(e, series)), start);
    Tensor square = w.times(w);
    Tensor y = a.times(square);
    Pair yy = Pair.product(y, y);
    Tensor residual = yy.low().fma(y, yy.high().fma(y, a.negate()));
    return residual.fma(square.times(-1.0 / 3), y);
  }
}
