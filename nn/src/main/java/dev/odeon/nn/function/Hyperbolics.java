package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// `sinh`, `cosh` and `tanh`, by [ReducedExponential].
final class Hyperbolics {
  /// `(sinh x - x) / x^3` in `x^2` for `|x| <= 1`, such that `sinh x` has relative error 2^-63.
  private static final double[] WIDE = {
    0.16666666666666669,
    0.008333333333333137,
    0.00019841269841438521,
    2.7557319155061975e-06,
    2.5052123443683274e-08,
    1.6057236722951338e-10,
    7.759424952077453e-13
  };

  /// The same to 2^-34.
  private static final double[] NARROW = {
    0.16666667, 0.0083333505, 0.00019836056, 2.8175018e-06
  };

  private Hyperbolics() {}

  /// `E / (E + 2)` with `E = e^(2|x|) - 1`, which keeps its relative error where x is small; the
  /// quotient `(e^(2x) - 1) / (e^(2x) + 1)` of the definition would cancel. From `|x| = 20` on (10
  /// in `f32`) it is 1.
  ///
  /// The quotient q is corrected by its residual, over a divisor that need not be divided by:
  /// `1 / (E + 2) = (1 - q) / 2`, which next to 1 is coarse: there the result is cut to 1.
  static Tensor tanh(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor size = x.abs().min(x.scalar(format.pick(20, 10)));
    Tensor e = ReducedExponential.of(size.plus(size)).minus(0, 1).rounded();
    Pair divisor = Pair.sum(e, e.scalar(2));
    Tensor q = e.dividedBy(divisor.high());
    Tensor opposite = q.negate();
    Tensor residual = opposite.fma(divisor.low(), opposite.fma(divisor.high(), e));
    Tensor reciprocal = opposite.fma(q.scalar(0.5), q.scalar(0.5));
    return format.withSignOf(x, residual.fma(reciprocal, q).min(x.scalar(1)));
  }

  /// A polynomial below 1, `h - 1 / (4 h)` with `h = e^|x| / 2` above.
  static Tensor sinh(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor square = x.times(x);
    Tensor small = x.times(square).fma(Polynomial.of(square, format.pick(WIDE, NARROW)), x);
    Tensor h = halfExp(x.abs());
    Tensor large = format.withSignOf(x, h.minus(h.scalar(0.25).dividedBy(h)));
    return x.abs().compare(Comparison.LT, 1).select(small, large);
  }

  /// `h + 1 / (4 h)` with `h = e^|x| / 2`.
  static Tensor cosh(Tensor x) {
    Tensor h = halfExp(x.abs());
    return h.plus(h.scalar(0.25).dividedBy(h));
  }

  /// `e^x / 2` for x >= 0, infinite only if it is too large itself.
  private static Tensor halfExp(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    ReducedExponential reduced = ReducedExponential.of(x.min(x.scalar(format.pick(711, 90))));
    return reduced.scaled(reduced.mantissa().times(0.5));
  }
}
