package dev.odeon.adjoint;

import dev.odeon.ode.problem.FieldGraph;

/// Sums of cotangents of states, which stand in arrays of doubles whatever their precision.
enum StatePrecision {
  SINGLE,
  DOUBLE;

  /// That of the states of `field`.
  static StatePrecision of(FieldGraph field) {
    return switch (field.dtype()) {
      case F32 -> SINGLE;
      case F64, I32, I64, BOOL -> DOUBLE;
    };
  }

  double round(double x) {
    return switch (this) {
      case SINGLE -> (float) x;
      case DOUBLE -> x;
    };
  }

  /// `x + y`, rounded once: the sum of two floats rounded to double first is still rounded right.
  double sum(double x, double y) {
    return round(x + y);
  }
}
