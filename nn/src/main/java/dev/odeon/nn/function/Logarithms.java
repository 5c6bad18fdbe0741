package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// `log` and `log1p`.
///
/// `x = 2^k (1 + f)` with `1 + f` between the square roots of 1/2 and 2, and with `s = f / (2 + f)`
/// `log(1 + f) = 2 artanh s = f - f^2/2 + s (f^2/2 + R(s^2))` (Muller, "Elementary Functions",
/// chapter 5; Tang 1990, "Table-driven implementation of the logarithm function", for the sum in
/// two parts). f, `f^2/2` and `k ln2_high` are added exactly.
final class Logarithms {
  /// `(2 artanh s / s - 2) / s^2` in `s^2` for `|s| <= 0.172`, such that the logarithm has relative
  /// error 2^-59.
  private static final double[] WIDE = {
    0.6666666666666734,
    0.3999999999941433,
    0.2857142874247376,
    0.22222198563578233,
    0.18183564862373808,
    0.15314035934844594,
    0.14796104557107712
  };

  /// The same to 2^-30.
  private static final double[] NARROW = {0.66666776, 0.39977536, 0.2987188};

  private Logarithms() {}

  /// Natural logarithm; -infinity at zeros, NaN below.
  static Tensor log(Tensor x) {
    Binade binade = Binade.of(x);
    Tensor y = sum(binade.exponent(), series(binade.mantissa().minus(1)));
    return atEdges(x, x, y);
  }

  /// `log(1 + x)`; numbers so small that the next term is lost are their own result.
  static Tensor log1p(Tensor x) {
    Tensor y = ofPair(Pair.sum(x.scalar(1), x), x.scalar(0));
    Tensor tiny = x.abs().compare(Comparison.LT, FloatFormat.of(x).epsilon() / 4);
    return tiny.select(x, atEdges(x, x.plus(1), y));
  }

  /// `log(u) + doublings ln 2` of a pair whose parts do not overlap, `u >= 2^-60` and finite.
  ///
  /// With `u = 2^k (1 + f + g)`, g the scaled low part, `1 + f + g` is written as `1 + F + G`, the
  /// leading part as large as possible, and G / (1 + F) is added.
  static Tensor ofPair(Pair u, Tensor doublings) {
    Binade binade = Binade.ofNormal(u.high());
    Pair f = Pair.ordered(binade.mantissa().minus(1), binade.shrink(u.low()));
    Tensor first = f.high();
    Tensor slope = first.fma(first, first.negate());
    Pair series = series(first);
    Tensor low = series.low().plus(f.low().fma(slope, f.low()));
    return sum(binade.exponent().plus(doublings), new Pair(series.high(), low));
  }

  /// `log(1 + f)`.
  private static Pair series(Tensor f) {
    Tensor half = f.times(0.5);
    Tensor h = half.times(f);
    Tensor hLow = half.fma(f, h.negate());
    Tensor s = f.dividedBy(f.plus(2));
    Tensor z = s.times(s);
    Tensor r = z.times(Polynomial.of(z, FloatFormat.of(f).pick(WIDE, NARROW)));
    Pair lead = Pair.ordered(f, h.negate());
    return new Pair(lead.high(), s.fma(h.plus(r), lead.low().minus(hLow)));
  }

  private static Tensor sum(Tensor k, Pair log) {
    FloatFormat format = FloatFormat.of(k);
    Pair lead = Pair.ordered(k.times(LnTwo.high(format)), log.high());
    Tensor low = k.fma(k.scalar(LnTwo.low(format)), log.low());
    return lead.high().plus(lead.low().plus(low));
  }

  /// `y`, but what the logarithm of `u` is at zero, below, and at infinity `x`.
  private static Tensor atEdges(Tensor x, Tensor u, Tensor y) {
    Tensor pole = u.compare(Comparison.EQ, 0);
    Tensor outside = pole.select(u.scalar(Double.NEGATIVE_INFINITY), u.scalar(Double.NaN));
    Tensor inside = u.compare(Comparison.GT, 0).select(y, outside);
    return x.compare(Comparison.EQ, Double.POSITIVE_INFINITY).select(x, inside);
  }
}
