package dev.odeon.nn.ad;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.Tensor;

/// The partial derivatives of each elementwise function of two arguments; shared by both modes.
final class BinaryDerivatives {
  private BinaryDerivatives() {}

  /// A partial derivative, as the linear map that it is.
  @FunctionalInterface
  interface Partial {
    /// The derivative times `t`.
    Tensor scale(Tensor t);
  }

  /// d function(x, y) / dx.
  static Partial left(BinaryFunction function, Tensor x, Tensor y, Tensor result) {
    return switch (function) {
      case ADD, SUBTRACT -> t -> t;
      case MULTIPLY -> t -> t.times(y);
      case DIVIDE -> t -> t.dividedBy(y);
      case POWER -> t -> t.times(powerInBase(x, y));
      case ATAN2 -> t -> t.times(y.dividedBy(squares(x, y)));
      case MINIMUM -> t -> t.times(share(Comparison.LT, x, y));
      case MAXIMUM -> t -> t.times(share(Comparison.GT, x, y));
    };
  }

  /// d function(x, y) / dy.
  static Partial right(BinaryFunction function, Tensor x, Tensor y, Tensor result) {
    return switch (function) {
      case ADD -> t -> t;
      case SUBTRACT -> Tensor::negate;
      case MULTIPLY -> t -> t.times(x);
      case DIVIDE -> t -> t.times(result).dividedBy(y).negate();
      case POWER -> t -> t.times(powerInExponent(x, result));
      case ATAN2 -> t -> t.times(x.dividedBy(squares(x, y)).negate());
      case MINIMUM -> t -> t.times(share(Comparison.LT, y, x));
      case MAXIMUM -> t -> t.times(share(Comparison.GT, y, x));
    };
  }

  private static Tensor squares(Tensor x, Tensor y) {
    return x.fma(x, y.times(y));
  }

  /// y x^(y - 1); 0 for y = 0, even at x = 0, where 1 / x stays out of it. It remains a function of
  /// y there, which has a derivative.
  private static Tensor powerInBase(Tensor x, Tensor y) {
    double least = x.dtype() == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    Tensor notTiny = x.abs().compare(Comparison.LT, least).select(x.scalar(1), x);
    Tensor base = y.compare(Comparison.EQ, 0).select(notTiny, x);
    return y.times(base.pow(y.minus(1)));
  }

  /// x^y log x, continued by 0 at x = 0.
  private static Tensor powerInExponent(Tensor x, Tensor result) {
    Tensor zero = x.compare(Comparison.EQ, 0);
    Tensor safe = zero.select(x.scalar(1), x);
    return result.times(safe.log());
  }

  /// 1 where x wins, one half where both are equal, 0 where y wins.
  private static Tensor share(Comparison wins, Tensor x, Tensor y) {
    Tensor tie = x.compare(Comparison.EQ, y);
    Tensor won = x.compare(wins, y).logical(LogicalFunction.AND, tie.not());
    return tie.select(x.scalar(0.5), won.select(x.scalar(1), x.scalar(0)));
  }
}
