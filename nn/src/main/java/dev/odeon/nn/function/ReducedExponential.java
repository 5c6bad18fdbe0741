package dev.odeon.nn.function;

import dev.odeon.nn.trace.Tensor;

/// `e^x = 2^k (1 + main + tail)` with k whole and `|main| <= ln 2 / 2`, tail small against main.
///
/// Reduction by two parts of ln 2 (Cody and Waite 1980, "Software Manual for the Elementary
/// Functions", chapter 6): `k ln2_high` is exact, as is `main = x - k ln2_high`. k comes of adding
/// a number so large that its unit in the last place is 1, and stays in the last bits of the sum,
/// where the exponent fields of powers of two are made of it.
///
/// @param shifted `k + 2 bias` in its last bits
/// @param main first part of `e^r - 1`
/// @param tail second part
record ReducedExponential(Tensor shifted, Tensor main, Tensor tail) {
  /// `(e^r - 1 - r) / r^2` for `|r| <= ln 2 / 2`, such that `e^r - 1` has relative error 2^-61.7.
  private static final double[] WIDE = {
    0.5,
    0.16666666666666677,
    0.0416666666666667,
    0.008333333333321615,
    0.0013888888888866832,
    0.00019841269886158755,
    2.4801587360568242e-05,
    2.7557244181768194e-06,
    2.7557242749043937e-07,
    2.5109044933687903e-08,
    2.092444648624987e-09
  };

  /// The same to 2^-32.
  private static final double[] NARROW = {
    0.5, 0.16666667, 0.041666355, 0.008333273, 0.0013941008, 0.00019914171
  };

  /// Reduces `x`, which is so small that `|k| < 2 bias - 2`.
  static ReducedExponential of(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor magic = x.scalar(Math.scalb(1.5, format.fraction()) + 2 * format.bias());
    Tensor shifted = x.fma(x.scalar(1 / LnTwo.NEAREST), magic);
    Tensor k = shifted.minus(magic);
    Tensor main = k.fma(x.scalar(-LnTwo.high(format)), x);
    Tensor rest = k.times(LnTwo.low(format));
    Tensor r = main.minus(rest);
    return new ReducedExponential(shifted, main, r.times(r).fma(curvature(r), rest.negate()));
  }

  /// `(e^r - 1 - r) / r^2` for `|r| <= ln 2 / 2`.
  static Tensor curvature(Tensor r) {
    return Polynomial.of(r, FloatFormat.of(r).pick(WIDE, NARROW));
  }

  /// `2^(k + offset)`, a normal number.
  Tensor scale(int offset) {
    FloatFormat format = FloatFormat.of(main);
    Tensor bits = format.bits(shifted);
    Tensor exponent = bits.minus(format.whole(bits, format.bias() - offset));
    return format.number(format.shiftLeft(exponent, format.fraction()));
  }

  /// `y * 2^k`, rounded once, whatever k: over two factors about equal, of which the first cannot
  /// underflow.
  Tensor scaled(Tensor y) {
    FloatFormat format = FloatFormat.of(main);
    Tensor bits = format.bits(shifted);
    Tensor half = format.shiftRight(bits, 1);
    Tensor first = format.number(format.shiftLeft(half, format.fraction()));
    Tensor second = format.number(format.shiftLeft(bits.minus(half), format.fraction()));
    return y.times(first).times(second);
  }

  /// `2^offset e^x - whole`, but for the rounding of `2^(k + offset) - whole`, which
  /// [#lostBeside] is.
  Pair minus(int offset, double whole) {
    Tensor scale = scale(offset);
    Pair sum = Pair.ordered(scale.minus(whole), scale.times(main));
    return new Pair(sum.high(), scale.fma(tail, sum.low()));
  }

  /// What `2^(k + offset) - whole` loses in rounding.
  Tensor lostBeside(int offset, double whole) {
    Tensor scale = scale(offset);
    return scale.minus(scale.minus(whole)).minus(whole);
  }

  /// `1 + main + tail`, within 0.6 units in the last place.
  Tensor mantissa() {
    Pair sum = Pair.ordered(main.scalar(1), main);
    return sum.high().plus(sum.low().plus(tail));
  }
}
