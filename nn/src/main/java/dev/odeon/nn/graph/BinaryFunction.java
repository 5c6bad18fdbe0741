package dev.odeon.nn.graph;

import java.util.Locale;

/// Elementwise functions of two real arguments. [#apply] is their meaning in `f64`; in `f32` the
/// result is rounded to nearest.
public enum BinaryFunction {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  /// x^y, as `StrictMath.pow`.
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

  /// The function value at `(x, y)`.
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
