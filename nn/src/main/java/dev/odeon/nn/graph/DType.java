package dev.odeon.nn.graph;

/// Element type of a tensor. Spelled in text form as in StableHLO: `f32`, `f64`, `i32`, `i64`,
/// `i1`.
public enum DType {
  /// IEEE 754 binary32.
  F32("f32", 4),
  /// IEEE 754 binary64.
  F64("f64", 8),
  /// Two's complement, 32 bits; arithmetic wraps around.
  I32("i32", 4),
  /// Two's complement, 64 bits; arithmetic wraps around.
  I64("i64", 8),
  /// Truth value, the result of a comparison.
  BOOL("i1", 1);

  private final String text;
  private final int bytes;

  DType(String text, int bytes) {
    this.text = text;
    this.bytes = bytes;
  }

  /// The spelling in graph text.
  public String text() {
    return text;
  }

  /// Size of one element in bytes.
  public int bytes() {
    return bytes;
  }

  /// Whether values of this type are real numbers, and so can be differentiated.
  public boolean isFloating() {
    return this == F32 || this == F64;
  }

  /// Whether values of this type are whole numbers.
  ///
  /// Wherever elements of all types stand in one array of doubles, a whole number is the double
  /// that has its bits (an `i32` extended to 64 bits first), see [Double#longBitsToDouble].
  public boolean isInteger() {
    return this == I32 || this == I64;
  }

  /// `values` as elements of this type, as they stand in an array of doubles: a copy rounded to
  /// nearest if it is `f32`, else the array itself.
  public double[] rounded(double[] values) {
    if (this != F32) {
      return values;
    }
    double[] floats = values.clone();
    round(floats);
    return floats;
  }

  /// The same in place.
  public void round(double[] values) {
    for (int i = 0; this == F32 && i < values.length; i++) {
      values[i] = (float) values[i];
    }
  }

  /// The type spelled `text`.
  ///
  /// @throws IllegalArgumentException if no type is spelled so
  public static DType parse(String text) {
    for (DType type : values()) {
      if (type.text.equals(text)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "element type '" + text + "' is none of f32, f64, i32, i64, i1");
  }
}
