package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// `erf(x) = 2/sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x, and `erfc = 1 - erf`.
///
/// Near zero a polynomial in `x^2`. From 1/2 on `erfc x = e^(-x^2) P(t) / (x + 4)` with `t = (x -
/// 4) / (x + 4)` (the mapping of Shepherd and Laframboise 1981, "Chebyshev approximation of (1 +
/// 2x) exp(x^2) erfc x"), where what `x^2` lost in rounding multiplies the exponential and the
/// reciprocal of `x + 4` is a sum in two parts.
final class ErrorFunctions {
  private static final double ERF_BY_SERIES = 0.9;
  private static final double ERFC_BY_SERIES = 0.5;

  /// `erf x / x - 1` in `x^2` for `|x| <= 0.9`, to 2^-56.3 of the error function.
  private static final double[] SERIES_WIDE = {
    0.1283791670955126,
    -0.3761263890318411,
    0.11283791670972038,
    -0.026866170648260086,
    0.005223977655071106,
    -0.0008548328651840253,
    0.00012055388205922283,
    -1.4926829486000133e-05,
    1.6477626843246782e-06,
    -1.6479616454953952e-07,
    1.5097819742872044e-08,
    -1.0823869969029035e-09
  };

  /// The same to 2^-26.
  private static final double[] SERIES_NARROW = {
    0.12837915, -0.37612504, 0.11281922, -0.026770493, 0.0049989596, -0.00060208054
  };

  private static final double CENTRE_WIDE = 4;
  private static final double CENTRE_NARROW = 2.5;

  /// `(x + 4) e^(x^2) erfc x` in t for x in [0.5, 28], to relative error 2^-54.
  private static final double[] TAIL_WIDE = {
    1.095995661000491,
    -0.976548729080882,
    0.7732087022652437,
    -0.5408538313132372,
    0.3308515878777907,
    -0.17401093723987923,
    0.07638151491258027,
    -0.026370053340925036,
    0.00611205563074615,
    -0.00028095886293216853,
    -0.0004550525848048847,
    0.0001768128207149434,
    -3.6353233427623105e-06,
    -1.8860950167446604e-05,
    4.6941182352548e-06,
    1.4244450174216818e-06,
    -8.444306516804105e-07,
    -7.59903746058876e-08,
    1.208494507315254e-07,
    1.2738787936228961e-09,
    -1.2576585395811764e-08
  };

  /// The same with 2.5 for 4 and x in [0.5, 10.5], to 2^-25.
  private static final double[] TAIL_NARROW = {
    1.0540318,
    -0.8046519,
    0.45391336,
    -0.17124914,
    0.028365174,
    0.008376727,
    -0.0048105754,
    -0.00038907336,
    0.00062784523
  };

  private ErrorFunctions() {}

  /// The error function.
  static Tensor erf(Tensor x) {
    Tensor size = x.abs();
    Tensor far = FloatFormat.of(x).withSignOf(x, x.scalar(1).minus(tail(size)));
    return size.compare(Comparison.LT, ERF_BY_SERIES).select(series(x), far);
  }

  /// The complementary error function.
  static Tensor erfc(Tensor x) {
    Tensor size = x.abs();
    Tensor tail = tail(size);
    Tensor far = x.compare(Comparison.LT, 0).select(x.scalar(2).minus(tail), tail);
    Tensor near = x.scalar(1).minus(series(x));
    return size.compare(Comparison.LT, ERFC_BY_SERIES).select(near, far);
  }

  private static Tensor series(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    return Polynomial.of(x.times(x), format.pick(SERIES_WIDE, SERIES_NARROW)).fma(x, x);
  }

  /// `erfc x` for `x >= 0.5`.
  private static Tensor tail(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor cut = x.min(x.scalar(format.pick(28, 10.5)));
    double centre = format.pick(CENTRE_WIDE, CENTRE_NARROW);
    Pair divisor = Pair.sum(cut, x.scalar(centre));
    Tensor inverse = x.scalar(1).dividedBy(divisor.high());
    Tensor residual = inverse.negate().fma(divisor.high(), x.scalar(1));
    Tensor inverseLow = inverse.negate().fma(divisor.low(), residual).times(inverse);
    Tensor above = cut.minus(centre);
    Tensor t = above.fma(inverse, above.times(inverseLow));
    Tensor value = Polynomial.of(t, format.pick(TAIL_WIDE, TAIL_NARROW));
    Tensor scaled = value.fma(inverse, value.times(inverseLow));
    Pair square = Pair.product(cut, cut);
    Tensor exponential = Exponentials.exp(square.high().negate());
    Tensor lost = square.low().negate();
    return scaled.times(exponential.fma(lost, exponential));
  }
}
