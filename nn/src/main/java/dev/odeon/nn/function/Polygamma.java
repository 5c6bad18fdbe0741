package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// `digamma x = d log Gamma(x) / dx` and `trigamma x`, its derivative, to an absolute error of some
/// units in the last place of the larger of 1 and the result.
///
/// Both are computed at `y = 1 + |x|`: their recurrences bring y to 10 (5 in `f32`) or more, the
/// sum of reciprocals as one quotient of products, and their asymptotic series follow (Abramowitz
/// and Stegun 1964, 6.3.18 and 6.4.12). One more step of the recurrence leads to `x >= 0`, the
/// reflection formula to `x < 0`.
final class Polygamma {
  /// `(log y - 1/(2y) - digamma y) y^2` in `y^-2` for `y >= 10`, to 2^-63 of digamma.
  private static final double[] DIGAMMA_WIDE = {
    0.08333333333333276,
    -0.008333333332211111,
    0.003968253236139824,
    -0.004166446377189131,
    0.007542011752517719,
    -0.018503739501633292
  };

  /// The same for `y >= 5`, to 2^-33.
  private static final double[] DIGAMMA_NARROW = {0.08333329, -0.008326802, 0.0036769481};

  /// `(trigamma y - 1/y - 1/(2 y^2)) y^3` in `y^-2` for `y >= 10`, to 2^-59 of trigamma.
  private static final double[] TRIGAMMA_WIDE = {
    0.1666666666666589,
    -0.0333333333181215,
    0.02380951385795027,
    -0.03333032958634447,
    0.07529557189661443,
    -0.21743626488507095
  };

  /// The same for `y >= 5`, to 2^-30.
  private static final double[] TRIGAMMA_NARROW = {0.16666634, -0.03328287, 0.02153384};

  private Polygamma() {}

  /// Derivative of [GammaFunctions#lgamma]; NaN at negative whole numbers, infinite at zeros.
  static Tensor digamma(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor y = x.abs().plus(1);
    Tensor sum = x.scalar(0);
    Tensor product = x.scalar(1);
    for (int i = 0; i < steps(format); i++) {
      Tensor term = y.plus(i);
      sum = sum.fma(term, product);
      product = product.times(term);
    }
    Tensor moves = y.compare(Comparison.LT, steps(format) + 1);
    Tensor moved = moves.select(y.plus(steps(format)), y);
    Tensor lost = moves.select(sum.dividedBy(product), x.scalar(0));
    Tensor z = x.scalar(1).dividedBy(moved);
    Tensor u = z.times(z);
    Tensor series = Polynomial.of(u, format.pick(DIGAMMA_WIDE, DIGAMMA_NARROW));
    Tensor tail = u.fma(series, z.times(0.5));
    Tensor above = Logarithms.log(moved).minus(lost.plus(tail));
    HalfTurn turn = HalfTurn.of(x.abs());
    Tensor cotangent = turn.cosine().dividedBy(turn.sine()).times(Math.PI);
    Tensor pole = turn.sine().compare(Comparison.EQ, 0);
    Tensor reflection = pole.select(x.scalar(Double.NaN), cotangent);
    Tensor step = x.scalar(-1).dividedBy(x);
    return above.plus(x.compare(Comparison.LT, 0).select(reflection, step));
  }

  /// Derivative of [#digamma]; infinite at zero and at negative whole numbers.
  static Tensor trigamma(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor y = x.abs().plus(1);
    Tensor sum = x.scalar(0);
    Tensor product = x.scalar(1);
    for (int i = 0; i < steps(format); i++) {
      Tensor term = y.plus(i);
      Tensor square = term.times(term);
      sum = sum.fma(square, product);
      product = product.times(square);
    }
    Tensor moves = y.compare(Comparison.LT, steps(format) + 1);
    Tensor moved = moves.select(y.plus(steps(format)), y);
    Tensor lost = moves.select(sum.dividedBy(product), x.scalar(0));
    Tensor z = x.scalar(1).dividedBy(moved);
    Tensor u = z.times(z);
    Tensor series = Polynomial.of(u, format.pick(TRIGAMMA_WIDE, TRIGAMMA_NARROW));
    Tensor above = lost.plus(z.times(u).fma(series, u.fma(x.scalar(0.5), z)));
    Tensor negative = x.compare(Comparison.LT, 0);
    Tensor sine = HalfTurn.of(x.abs()).sine();
    Tensor root = x.scalar(1).dividedBy(x);
    Tensor side = negative.select(x.scalar(Math.PI).dividedBy(sine), root);
    return side.fma(side, negative.select(above.negate(), above));
  }

  private static int steps(FloatFormat format) {
    return format == FloatFormat.BINARY64 ? 9 : 4;
  }
}
