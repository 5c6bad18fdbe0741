package dev.odeon.nn.graph;

import java.util.Locale;

/// Shifts of the bits of a whole number.
public enum Shift {
  /// Zeros come in from the right.
  SHIFT_LEFT,
  /// Copies of the sign come in from the left.
  SHIFT_RIGHT_ARITHMETIC,
  /// Zeros come in from the left.
  SHIFT_RIGHT_LOGICAL;

  /// The spelling in graph text, as in StableHLO.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// `x` shifted by `distance` modulo the width of `type`, `i32` or `i64`; an `i32` result is
  /// extended to 64 bits.
  public long apply(DType type, long x, long distance) {
    int by = (int) distance;
    if (type == DType.I32) {
      int narrow = (int) x;
      return switch (this) {
        case SHIFT_LEFT -> narrow << by;
        case SHIFT_RIGHT_ARITHMETIC -> narrow >> by;
        case SHIFT_RIGHT_LOGICAL -> narrow >>> by;
      };
    }
    return switch (this) {
      case SHIFT_LEFT -> x << by;
      case SHIFT_RIGHT_ARITHMETIC -> x >> by;
      case SHIFT_RIGHT_LOGICAL -> x >>> by;
    };
  }
}
