package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;

/// What a register holds.
public enum PtxType {
  /// A truth value.
  PRED("pred", "%p", 1),
  /// 32 bits of a whole number.
  B32("b32", "%r", 4),
  /// 64 bits of a whole number, or an address.
  B64("b64", "%rd", 8),
  /// IEEE 754 binary32.
  F32("f32", "%f", 4),
  /// IEEE 754 binary64.
  F64("f64", "%fd", 8);

  private final String text;
  private final String prefix;
  private final int bytes;

  PtxType(String text, String prefix, int bytes) {
    this.text = text;
    this.prefix = prefix;
    this.bytes = bytes;
  }

  /// The type suffix of instructions on bits: `f64`, `b32`, `pred`.
  public String text() {
    return text;
  }

  /// What names of registers begin with.
  public String prefix() {
    return prefix;
  }

  /// Size in memory.
  public int bytes() {
    return bytes;
  }

  /// What registers hold an element of type `dtype`.
  public static PtxType of(DType dtype) {
    return switch (dtype) {
      case F64 -> F64;
      case F32 -> F32;
      case I64 -> B64;
      case I32 -> B32;
      case BOOL -> PRED;
    };
  }

  /// The suffix of signed arithmetic: `s32` for [#B32], `f64` for [#F64].
  ///
  /// @throws IllegalArgumentException for [#PRED]
  public String arithmetic() {
    return switch (this) {
      case F64, F32 -> text;
      case B64 -> "s64";
      case B32 -> "s32";
      case PRED -> throw new IllegalArgumentException("type pred has no arithmetic");
    };
  }
}
