package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.DType;

/// Arithmetic on elements of a floating type.
final class Rounding {
  private Rounding() {}

  /// `x * y + z`, rounded once.
  static double fma(double x, double y, double z, DType type) {
    return type == DType.F32 ? Math.fma((float) x, (float) y, (float) z) : Math.fma(x, y, z);
  }

  /// `x / y`; a quotient of floats that was rounded to double first is still rounded right.
  static double divide(double x, double y, DType type) {
    return Summation.round(x / y, type);
  }
}
