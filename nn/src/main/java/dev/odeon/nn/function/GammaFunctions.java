package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.Tensor;

/// `lgamma x = log |Gamma(x)|`.
///
/// Between 3/4 and 3 it is `(x - 1)(x - 2) R(x - 1)`, R a quotient of polynomials without zeros, so
/// that relative accuracy holds at its zeros 1 and 2. Smaller and larger numbers are brought there
/// by `Gamma(x + 1) = x Gamma(x)`; from 8 on it is Stirling's series. Negative numbers are
/// reflected: `|Gamma(-a)| Gamma(a) = pi / (a |sin(pi a)|)`.
///
/// R is a least squares fit of `P - lgamma Q` at 160 Chebyshev nodes in 60 digits, weighted until
/// the relative error is about level; its coefficients are rounded one after another and the others
/// fitted again. Stirling's series is a minimax fit like all others here.
final class GammaFunctions {
  /// Numerator of `lgamma(1 + v) / (v (v - 1))` for v in [-1/4, 2], to relative error 2^-56.
  private static final double[] TOP_WIDE = {
    0.5772156649015329,
    1.9252457754839005,
    2.5420523201331213,
    1.6913355727969992,
    0.5973150446791448,
    0.10809528289125771,
    0.008822298824327229,
    0.00023516128472485703,
    4.420102497952023e-07
  };

  private static final double[] BOTTOM_WIDE = {
    1.0,
    3.7602880101612377,
    5.732404776929813,
    4.552691108929127,
    2.015887418120248,
    0.494424821912206,
    0.06275790143905416,
    0.0035156327213548806,
    5.873646874299311e-05
  };

  /// The same to 2^-26.
  private static final double[] TOP_NARROW = {
    0.5772157, 0.8954845, 0.3993293, 0.047945194, 0.00041434224
  };

  private static final double[] BOTTOM_NARROW = {1.0, 1.9762732, 1.26223, 0.28667796, 0.017061438};

  /// `(lgamma x - (x - 1/2)(log x - 1) - (log(2 pi) - 1) / 2) x` in `x^-2` for `x >= 8`, to 2^-62.8
  /// of lgamma.
  private static final double[] STIRLING_WIDE = {
    0.0833333333333329,
    -0.0027777777771011035,
    0.0007936504899623568,
    -0.000595177761253767,
    0.0008357326470572937,
    -0.0016172164260632358
  };

  /// The same to 2^-33.
  private static final double[] STIRLING_NARROW = {0.08333324, -0.0027598022};

  /// `(log(2 pi) - 1) / 2`.
  private static final double STIRLING_CONSTANT = 0.4189385332046727;

  private static final double SMALL = 0.75;
  private static final double MIDDLE = 3;
  private static final double LARGE = 8;

  private GammaFunctions() {}

  /// Logarithm of the absolute value of the gamma function; infinity at its poles.
  static Tensor lgamma(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor size = x.abs();
    Tensor positive = ofPositive(size);
    Tensor sine = HalfTurn.of(size).sine().abs();
    Tensor product = x.scalar(Math.PI).dividedBy(size.times(sine));
    Tensor reflected = Logarithms.log(product).minus(positive);
    // Beside zero both sides agree to the last place, and the product underflows.
    Tensor apart = x.compare(Comparison.LT, -format.epsilon());
    Tensor value = apart.select(reflected, positive);
    Tensor pole = x.compare(Comparison.LE, -1 / format.epsilon());
    return pole.select(x.scalar(Double.POSITIVE_INFINITY), value);
  }

  private static Tensor ofPositive(Tensor x) {
    Tensor small = x.compare(Comparison.LT, SMALL);
    Tensor large = x.compare(Comparison.GE, LARGE);
    Tensor factor = x.scalar(1);
    Tensor y = x;
    for (double above = MIDDLE; above < LARGE; above++) {
      Tensor less = y.minus(1);
      Tensor moves = y.compare(Comparison.GT, MIDDLE);
      y = moves.select(less, y);
      factor = moves.select(factor.times(less), factor);
    }
    Tensor log = Logarithms.log(small.logical(LogicalFunction.OR, large).select(x, factor));
    Tensor first = small.select(x, y.minus(1));
    Tensor second = small.select(x.minus(1), y.minus(2));
    Tensor near = first.times(second).times(quotient(first));
    Tensor moved = near.plus(small.select(log.negate(), log));
    return large.select(stirling(x, log), moved);
  }

  private static Tensor quotient(Tensor v) {
    FloatFormat format = FloatFormat.of(v);
    Tensor top = Polynomial.of(v, format.pick(TOP_WIDE, TOP_NARROW));
    return top.dividedBy(Polynomial.of(v, format.pick(BOTTOM_WIDE, BOTTOM_NARROW)));
  }

  private static Tensor stirling(Tensor x, Tensor log) {
    Tensor inverse = x.scalar(1).dividedBy(x);
    double[] c = FloatFormat.of(x).pick(STIRLING_WIDE, STIRLING_NARROW);
    Tensor rest = Polynomial.of(inverse.times(inverse), c);
    Tensor constant = rest.fma(inverse, x.scalar(STIRLING_CONSTANT));
    return x.minus(0.5).fma(log.minus(1), constant);
  }
}
