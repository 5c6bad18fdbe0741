package dev.odeon.nn.graph;

import java.util.Locale;

/// Elementwise functions of two real arguments.
///
/// Those that IEEE 754 defines ([#isExact]) mean [#apply] in `f64`, and that rounded to nearest in
/// `f32`. The others mean their expansions into such operations, see `dev.odeon.nn.function`.
public enum BinaryFunction {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  /// x^y, in special cases as `StrictMath.pow`.
  POWER,
  /// The angle of the point (second argument, first argument).
  ATAN2,
  /// The smaller one; NaN if either is.
  MINIMUM,
  /// The larger one; NaN if either is.
  MAXIMUM;

  /// The spelling in graph text, as in StableHLO.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether it has a meaning for whole numbers.
  public boolean takesIntegers() {
    return switch (this) {
      case ADD, SUBTRACT, MULTIPLY, MINIMUM, MAXIMUM -> true;
      case DIVIDE, POWER, ATAN2 -> false;
    };
  }

  /// The function value at whole numbers `(x, y)`, wrapped to `type`, `i32` or `i64`.
  public long applyIntegers(DType type, long x, long y) {
    long value =
        switch (this) {
          case ADD -> x + y;
          case SUBTRACT -> x - y;
          case MULTIPLY -> x * y;
          case MINIMUM -> Math.min(x, y);
          case MAXIMUM -> Math.max(x, y);
          case DIVIDE, POWER, ATAN2 ->
              throw new IllegalArgumentException(text() + " takes no whole numbers");
        };
    return type == DType.I32 ? (int) value : value;
  }

  /// Whether IEEE 754 defines its value to the bit.
  public boolean isExact() {
    return switch (this) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MINIMUM, MAXIMUM -> true;
      case POWER, ATAN2 -> false;
    };
  }

  /// The function value at `(x, y)` if the function is exact; else a number near it, for samples
  /// while tracing, that may differ from what a backend computes by a few units in the last place.
  public double apply(double x, double y) {
    return switch (this) {
      case ADD -> x + y;
      case SUBTRACT -> x - y;
      case MULTIPLY -> x * y;
      case DIVIDE -> x / y;
      case POWER -> StrictMath.pow(x, y);
      case ATAN2 -> StrictMath.atan2(x, y);
      case MINIMUM -> Double.isNaN(x) ? x : x < y ? x : y;
      case MAXIMUM -> Double.isNaN(x) ? x : x > y ? x : y;
    };
  }
}
