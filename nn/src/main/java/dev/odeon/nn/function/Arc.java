package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// The arc tangent of a quotient between 0 and 1 as `base + main + tail`.
///
/// Quotients above tan(pi/8) are turned back by pi/4: `atan(y/x) = pi/4 + atan((y - x)/(y + x))`.
/// The quotient is a sum in two parts, of the exact residual of the division and of what the sum
/// and the difference lost.
///
/// @param turned whether the base is pi/4, otherwise it is 0
/// @param main the quotient, at most 0.4143 in size
/// @param tail what its arc tangent differs by
record Arc(Tensor turned, Tensor main, Tensor tail) {
  private static final double TAN_OF_EIGHTH = 0.4142;

  /// `(atan u / u - 1) / u^2` in `u^2` for `|u| <= 0.4143`, such that the arc tangent has relative
  /// error 2^-58.4.
  private static final double[] WIDE = {
    -0.333333333333332,
    0.19999999999953674,
    -0.14285714280543793,
    0.11111110819601513,
    -0.09090899255542448,
    0.07692093184410367,
    -0.06663532272469515,
    0.05851286590236315,
    -0.05055507438651251,
    0.038491791045290616,
    -0.018386207564411314
  };

  /// The same to 2^-30.
  private static final double[] NARROW = {
    -0.33333316, 0.19998528, -0.14244391, 0.105991684, -0.06090052
  };

  /// Of `y / x`, neither negative, y not above x, their sum finite.
  static Arc of(Tensor y, Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor turned = y.compare(Comparison.GT, x.times(TAN_OF_EIGHTH));
    Tensor zero = x.scalar(0);
    Pair difference = Pair.ordered(x, y.negate());
    Pair sum = Pair.ordered(x, y);
    Tensor top = turned.select(difference.high().negate(), y);
    Tensor topLow = turned.select(difference.low().negate(), zero);
    Tensor bottom = turned.select(sum.high(), x);
    Tensor bottomLow = turned.select(sum.low(), zero);
    Tensor u = top.dividedBy(bottom);
    Tensor residual = u.negate().fma(bottom, top);
    Tensor low = u.negate().fma(bottomLow, topLow).plus(residual).dividedBy(bottom);
    Tensor z = u.times(u);
    Tensor lowShare = z.negate().fma(low, low);
    Tensor series = Polynomial.of(z, format.pick(WIDE, NARROW));
    return new Arc(turned, u, z.times(u).fma(series, lowShare));
  }

  /// `start + main + tail`, or minus the latter two, with one rounding that counts.
  static Tensor sum(Tensor start, Tensor startLow, Tensor main, Tensor tail) {
    Pair lead = Pair.ordered(start, main);
    return lead.high().plus(lead.low().plus(startLow).plus(tail));
  }
}
