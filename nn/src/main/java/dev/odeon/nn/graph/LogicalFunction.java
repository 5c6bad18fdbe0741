package dev.odeon.nn.graph;

import java.util.Locale;

/// Elementwise functions of two truth values, or of the bits of two whole numbers.
public enum LogicalFunction {
  AND,
  OR,
  XOR;

  /// The spelling in graph text.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The function of each pair of bits.
  public long applyBits(long x, long y) {
    return switch (this) {
      case AND -> x & y;
      case OR -> x | y;
      case XOR -> x ^ y;
    };
  }

  /// The function value at `(x, y)`.
  public boolean apply(boolean x, boolean y) {
    return switch (this) {
      case AND -> x && y;
      case OR -> x || y;
      case XOR -> x ^ y;
    };
  }
}
