package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// `exp`, `expm1` and the logistic function, by [ReducedExponential].
final class Exponentials {
  private Exponentials() {}

  /// e^x. Arguments are cut to where the result is infinite or zero already.
  static Tensor exp(Tensor x) {
    ReducedExponential reduced = ReducedExponential.of(cut(x));
    return reduced.scaled(reduced.mantissa());
  }

  /// e^x - 1. Half of it is computed, since `2^k` may be just too large; numbers too small to halve
  /// are their own result.
  static Tensor expm1(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor cut = x.max(x.scalar(format.pick(-40, -18))).min(x.scalar(format.pick(710, 89)));
    ReducedExponential reduced = ReducedExponential.of(cut);
    Pair parts = reduced.minus(-1, 0.5);
    Tensor half = parts.high().plus(parts.low().plus(reduced.lostBeside(-1, 0.5)));
    Tensor tiny = x.abs().compare(Comparison.LT, format.epsilon() / 4);
    return tiny.select(x, half.plus(half));
  }

  /// `1 / (1 + e^-x)`, from `e = e^-|x|`, which does not overflow: `1 / (1 + e)` or `e / (1 + e)`.
  /// The quotient is corrected by what the rounding of `1 + e` left.
  static Tensor logistic(Tensor x) {
    ReducedExponential reduced = ReducedExponential.of(cut(x.abs().negate()));
    Tensor e = reduced.scaled(reduced.mantissa());
    Pair whole = Pair.ordered(x.scalar(1), e);
    Tensor positive = x.compare(Comparison.GE, 0);
    Tensor quotient = positive.select(x.scalar(1), e).dividedBy(whole.high());
    Tensor reciprocal = positive.select(quotient, x.scalar(1).minus(quotient));
    return quotient.minus(quotient.times(whole.low().times(reciprocal)));
  }

  private static Tensor cut(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    return x.max(x.scalar(format.pick(-746, -105))).min(x.scalar(format.pick(710, 89)));
  }
}
