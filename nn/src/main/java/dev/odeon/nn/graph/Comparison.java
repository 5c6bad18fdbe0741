package dev.odeon.nn.graph;

/// Comparisons of two real numbers, as IEEE 754 has them: every comparison with NaN but `NE` is
/// false.
public enum Comparison {
  EQ,
  NE,
  LT,
  LE,
  GT,
  GE;

  /// Whether whole number `x` stands in this relation to `y`.
  public boolean testIntegers(long x, long y) {
    return switch (this) {
      case EQ -> x == y;
      case NE -> x != y;
      case LT -> x < y;
      case LE -> x <= y;
      case GT -> x > y;
      case GE -> x >= y;
    };
  }

  /// Whether `x` stands in this relation to `y`.
  public boolean test(double x, double y) {
    return switch (this) {
      case EQ -> x == y;
      case NE -> x != y;
      case LT -> x < y;
      case LE -> x <= y;
      case GT -> x > y;
      case GE -> x >= y;
    };
  }
}
