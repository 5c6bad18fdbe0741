package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.UnaryFunction;

/// The functions of one real argument that IEEE 754 defines to the bit; all others are expanded
/// into them before a graph is compiled.
enum ExactFunction {
  NEGATE,
  ABS,
  SIGN,
  SQRT,
  FLOOR,
  CEIL,
  ROUND_NEAREST_EVEN;

  static ExactFunction of(UnaryFunction function) {
    return switch (function) {
      case NEGATE -> NEGATE;
      case ABS -> ABS;
      case SIGN -> SIGN;
      case SQRT -> SQRT;
      case FLOOR -> FLOOR;
      case CEIL -> CEIL;
      case ROUND_NEAREST_EVEN -> ROUND_NEAREST_EVEN;
      case RSQRT,
          CBRT,
          EXP,
          EXPONENTIAL_MINUS_ONE,
          LOG,
          LOG_PLUS_ONE,
          SINE,
          COSINE,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH,
          ASINH,
          ACOSH,
          ATANH,
          LOGISTIC,
          ERF,
          ERFC,
          LGAMMA,
          DIGAMMA,
          TRIGAMMA ->
          throw new IllegalStateException(function.text() + " is expanded before");
    };
  }
}
