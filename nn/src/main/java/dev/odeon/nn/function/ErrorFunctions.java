package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// `erf(x) = 2/sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x, and `erfc = 1 - erf`.
///
/// Near zero a polynomial in `x^2`. From 1/2 on `erfc x = e^(-x^2) P(t) / (x + 4)` with
/// `t = (x - 4) / (x + 4)` (the mapping of Shepherd and Laframboise 1981, "Chebyshev approximation
/// of (1 + 2x) exp(x^2) erfc x"), where what `x^2` lost in rounding multiplies the exponential.
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

  /// `(x + 4) e^(x^2) erfc x` in t for x in [0.5, 28], to relative error 2^-52.7.
  private static final double[] TAIL_WIDE = {
    1.095995661000491,
    -0.976548729080882,
    0.773208702265236,
    -0.5408538313132353,
    0.3308515878780833,
    -0.17401093723994185,
    0.07638151490751185,
    -0.026370053339986318,
    0.006112055678978006,
    -0.000280958870617267,
    -0.0004550528605292102,
    0.00017681285773483063,
    -3.6343360648681622e-06,
    -1.886105780817321e-05,
    4.6918875322323835e-06,
    1.4246305046272937e-06,
    -8.41342384777681e-07,
    -7.616457175903668e-08,
    1.1845785480467155e-07,
    1.342504769988019e-09,
    -1.1783191281310256e-08
  };

  /// The same with 2.5 for 4 and x in [0.5, 10.5], to 2^-24.8.
  private static final double[] TAIL_NARROW = {
    1.0540318,
    -0.8046519,
    0.45391446,
    -0.17124966,
    0.028355004,
    0.008379861,
    -0.0047762194,
    -0.0003942205,
    0.00058930466
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
    Tensor inverse = x.scalar(1).dividedBy(cut.plus(centre));
    Tensor t = cut.minus(centre).times(inverse);
    Tensor scaled = Polynomial.of(t, format.pick(TAIL_WIDE, TAIL_NARROW)).times(inverse);
    Pair square = Pair.product(cut, cut);
    Tensor exponential = Exponentials.exp(square.high().negate());
    Tensor lost = square.low().negate();
    return scaled.times(exponential.fma(lost, exponential));
  }
}
