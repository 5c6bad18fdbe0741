package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// `asinh`, `acosh` and `atanh`: logarithms of pairs, so that the rounding of their arguments does
/// not count.
final class InverseHyperbolics {
  private InverseHyperbolics() {}

  /// `log(1 + a + a^2 / (1 + sqrt(1 + a^2)))` of `a = |x|`; `log 2a` where `a^2 + 1` is `a^2`.
  static Tensor asinh(Tensor x) {
    Tensor a = x.abs();
    Tensor square = a.times(a);
    Tensor second = square.dividedBy(square.plus(1).sqrt().plus(1));
    Tensor y = logOnePlus(Pair.ordered(a, second), a);
    return tiny(x).select(x, FloatFormat.of(x).withSignOf(x, y));
  }

  /// `log(1 + t + sqrt(2t + t^2))` with `t = x - 1`; `log 2x` where `x^2 - 1` is `x^2`; NaN below 1.
  static Tensor acosh(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor t = x.minus(1);
    Tensor twice = t.plus(t);
    Tensor radicand = t.fma(t, twice);
    Tensor radicandLow = t.fma(t, twice.minus(radicand));
    Tensor root = radicand.sqrt();
    Tensor residual = root.negate().fma(root, radicand).plus(radicandLow);
    Tensor rootLow = residual.dividedBy(root.plus(root).max(x.scalar(format.smallestNormal())));
    Pair lead = Pair.ordered(root, t);
    Tensor y = logOnePlus(new Pair(lead.high(), lead.low().plus(rootLow)), x);
    return x.compare(Comparison.GE, 1).select(y, x.scalar(Double.NaN));
  }

  /// `log(1 + 2a / (1 - a)) / 2` of `a = |x|`; infinite at 1, NaN above.
  static Tensor atanh(Tensor x) {
    Tensor a = x.abs();
    Pair below = Pair.ordered(x.scalar(1), a.negate());
    Pair quotient = Pair.quotient(a.plus(a), below);
    Tensor y = logOnePlus(quotient, x.scalar(0)).times(0.5);
    Tensor outside =
        a.compare(Comparison.EQ, 1)
            .select(x.scalar(Double.POSITIVE_INFINITY), x.scalar(Double.NaN));
    Tensor result = a.compare(Comparison.LT, 1).select(y, outside);
    return tiny(x).select(x, FloatFormat.of(x).withSignOf(x, result));
  }

  /// `log(1 + t)`; `log 2a` if a is huge, a itself if it is infinite or NaN.
  private static Tensor logOnePlus(Pair t, Tensor a) {
    FloatFormat format = FloatFormat.of(a);
    Tensor huge = a.compare(Comparison.GT, format.pick(0x1p30, 0x1p14));
    Pair sum = Pair.sum(a.scalar(1), t.high());
    Tensor high = huge.select(a, sum.high());
    Tensor low = huge.select(a.scalar(0), sum.low().plus(t.low()));
    Tensor y = Logarithms.ofPair(new Pair(high, low), huge.select(a.scalar(1), a.scalar(0)));
    return a.compare(Comparison.LT, Double.POSITIVE_INFINITY).select(y, a);
  }

  /// Whether the cube of x is lost against x.
  private static Tensor tiny(Tensor x) {
    double limit = FloatFormat.of(x).pick(0x1p-28, 0x1p-13);
    return x.abs().compare(Comparison.LT, limit);
  }
}
