package dev.odeon.nn.function;

import dev.odeon.nn.trace.Tensor;

/// Sine and cosine of a small angle in two parts, each as an unevaluated sum with an error far
/// below the last place of the sum.
///
/// @param sine `r + r^3 S(r^2)` and the share of the second part
/// @param cosine `1 - r^2/2 + r^4 C(r^2)`, the first difference exact
record Circle(Pair sine, Pair cosine) {
  /// `(sin r / r - 1) / r^2` in `r^2` for `|r| <= pi/4 + 0.008`, such that the sine has relative
  /// error 2^-57.6.
  private static final double[] SINE_WIDE = {
    -0.16666666666666638,
    0.008333333333323019,
    -0.00019841269829907576,
    2.7557313641325526e-06,
    -2.5050740832164962e-08,
    1.589538828050997e-10
  };

  /// The same to 2^-32.
  private static final double[] SINE_NARROW = {
    -0.16666667, 0.008333382, -0.00019854115, 2.8418729e-06
  };

  /// `(cos r - 1 + r^2/2) / r^4` likewise, such that the cosine has relative error 2^-63.
  private static final double[] COSINE_WIDE = {
    0.04166666666666665,
    -0.0013888888888880968,
    2.4801587292892922e-05,
    -2.755731515315251e-07,
    2.0875812750873548e-09,
    -1.1363479643629689e-11
  };

  /// The same to 2^-32.
  private static final double[] COSINE_NARROW = {0.041666653, -0.0013887594, 2.4458579e-05};

  /// Of the angle `high + low`, low small against high, `|high| <= pi/4 + 0.008`.
  static Circle of(Tensor high, Tensor low) {
    FloatFormat format = FloatFormat.of(high);
    Pair square = Pair.product(high, high);
    Tensor z = square.high();
    Tensor half = z.times(0.5);
    Tensor near = high.scalar(1).minus(half);
    Tensor lost = high.scalar(1).minus(near).minus(half);
    Tensor sine = Polynomial.of(z, format.pick(SINE_WIDE, SINE_NARROW));
    Tensor sineTail = z.times(high).fma(sine, low.times(near));
    Tensor cosine = Polynomial.of(z, format.pick(COSINE_WIDE, COSINE_NARROW));
    Tensor slope = high.fma(low, square.low().times(0.5));
    Tensor cosineTail = lost.plus(z.times(z).fma(cosine, slope.negate()));
    return new Circle(new Pair(high, sineTail), new Pair(near, cosineTail));
  }
}
