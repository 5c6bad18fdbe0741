package dev.odeon.nn.ad;

import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.trace.Tensor;

/// The derivative of each elementwise function of one argument; shared by both modes.
final class UnaryDerivatives {
  private static final double TWO_BY_ROOT_OF_PI = 1.1283791670955126;

  private UnaryDerivatives() {}

  /// d function(x) / dx, elementwise, given x and y = function(x).
  static Tensor of(UnaryFunction function, Tensor x, Tensor y) {
    return switch (function) {
      case NEGATE -> x.scalar(-1);
      case ABS -> x.unary(UnaryFunction.SIGN);
      case SIGN, FLOOR, CEIL, ROUND_NEAREST_EVEN -> x.scalar(0);
      case SQRT -> x.scalar(0.5).dividedBy(y);
      case RSQRT -> y.dividedBy(x).times(-0.5);
      case CBRT -> x.scalar(1).dividedBy(y.times(y).times(3));
      case EXP -> y;
      case EXPONENTIAL_MINUS_ONE -> x.exp();
      case LOG -> x.scalar(1).dividedBy(x);
      case LOG_PLUS_ONE -> x.scalar(1).dividedBy(x.plus(1));
      case SINE -> x.cos();
      case COSINE -> x.sin().negate();
      case TAN -> y.times(y).plus(1);
      case ASIN -> x.scalar(1).dividedBy(oneMinusSquare(x).sqrt());
      case ACOS -> x.scalar(-1).dividedBy(oneMinusSquare(x).sqrt());
      case ATAN -> x.scalar(1).dividedBy(x.times(x).plus(1));
      case SINH -> x.unary(UnaryFunction.COSH);
      case COSH -> x.unary(UnaryFunction.SINH);
      case TANH -> oneMinusSquare(y);
      case ASINH -> x.scalar(1).dividedBy(x.times(x).plus(1).sqrt());
      case ACOSH -> x.scalar(1).dividedBy(x.minus(1).sqrt().times(x.plus(1).sqrt()));
      case ATANH -> x.scalar(1).dividedBy(oneMinusSquare(x));
      case LOGISTIC -> y.times(y.scalar(1).minus(y));
      case ERF -> bell(x);
      case ERFC -> bell(x).negate();
      case LGAMMA -> x.unary(UnaryFunction.DIGAMMA);
      case DIGAMMA -> x.unary(UnaryFunction.TRIGAMMA);
      case TRIGAMMA -> Tetragamma.of(x);
    };
  }

  /// 2 / sqrt(pi) e^(-x^2).
  private static Tensor bell(Tensor x) {
    return x.times(x).negate().exp().times(TWO_BY_ROOT_OF_PI);
  }

  /// 1 - x^2, rounded once.
  private static Tensor oneMinusSquare(Tensor x) {
    return x.negate().fma(x, x.scalar(1));
  }
}
