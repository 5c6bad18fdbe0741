package dev.odeon.nn.graph;

/// Element type of a tensor. Spelled in text form as in StableHLO: `f32`, `f64`, `i1`.
public enum DType {
  /// IEEE 754 binary32.
  F32("f32", 4),
  /// IEEE 754 binary64.
  F64("f64", 8),
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
    return this != BOOL;
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
    throw new IllegalArgumentException("element type '" + text + "' is none of f32, f64, i1");
  }
}
