package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.trace.Tensor;

/// The derivative of trigamma, of primitives that have derivatives themselves, so the logarithm of
/// the gamma function can be differentiated any number of times.
///
/// Recurrence to [#STEPS] and more, then the asymptotic series `-1/y^2 - 1/y^3 - sum (2k + 1) B(2k)
/// / y^(2k + 2)`; reflection below zero (Abramowitz and Stegun 1964, 6.4.6, 6.4.7 and 6.4.11).
final class Tetragamma {
  private static final int STEPS = 14;

  /// `(2k + 1) B(2k)`.
  private static final double[] SERIES = {
    1.0 / 2, -1.0 / 6, 1.0 / 6, -3.0 / 10, 5.0 / 6, -691.0 / 210
  };

  private Tetragamma() {}

  static Tensor of(Tensor x) {
    Tensor negative = x.compare(Comparison.LT, 0);
    Tensor above = ofPositive(negative.select(x.scalar(1).minus(x), x));
    // Elsewhere any number off the poles, so that the unused side stays finite.
    Tensor below = negative.select(x, x.scalar(-0.5));
    Tensor angle = below.minus(below.unary(UnaryFunction.ROUND_NEAREST_EVEN)).times(Math.PI);
    Tensor sine = angle.sin();
    Tensor cube = sine.times(sine).times(sine);
    Tensor reflection = angle.cos().dividedBy(cube).times(2 * Math.pow(Math.PI, 3));
    return above.minus(negative.select(reflection, x.scalar(0)));
  }

  private static Tensor ofPositive(Tensor x) {
    Tensor one = x.scalar(1);
    Tensor sum = x.scalar(0);
    for (int i = 0; i < STEPS; i++) {
      Tensor y = x.plus(i);
      sum = sum.plus(one.dividedBy(y.times(y).times(y)));
    }
    Tensor z = one.dividedBy(x.plus(STEPS));
    Tensor u = z.times(z);
    Tensor series = x.scalar(0);
    for (int k = SERIES.length - 1; k >= 0; k--) {
      series = series.fma(u, x.scalar(SERIES[k]));
    }
    Tensor asymptotic = u.times(series).plus(z).plus(one).times(u);
    return sum.times(2).plus(asymptotic).negate();
  }
}
