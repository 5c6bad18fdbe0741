package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;

/// A number in an instruction.
///
/// @param type what it is
/// @param bits its bits; those of a float or of 32 bits extended by their sign
public record PtxImmediate(PtxType type, long bits) implements PtxOperand {
  /// A number of 64 bits.
  public static PtxImmediate of(double x) {
    return new PtxImmediate(PtxType.F64, Double.doubleToRawLongBits(x));
  }

  /// A number of 32 bits.
  public static PtxImmediate of(float x) {
    return new PtxImmediate(PtxType.F32, Float.floatToRawIntBits(x));
  }

  /// A whole number of 32 bits.
  public static PtxImmediate of(int x) {
    return new PtxImmediate(PtxType.B32, x);
  }

  /// A whole number of 64 bits.
  public static PtxImmediate of(long x) {
    return new PtxImmediate(PtxType.B64, x);
  }

  /// A truth value.
  public static PtxImmediate of(boolean x) {
    return new PtxImmediate(PtxType.PRED, x ? 1 : 0);
  }

  /// The element that stands as `carrier` in arrays of doubles, see [DType#isInteger].
  public static PtxImmediate element(DType dtype, double carrier) {
    return switch (dtype) {
      case F64 -> of(carrier);
      case F32 -> of((float) carrier);
      case I64 -> of(Double.doubleToRawLongBits(carrier));
      case I32 -> of((int) Double.doubleToRawLongBits(carrier));
      case BOOL -> of(carrier != 0);
    };
  }

  /// The number of type `type` that a `double` is nearest to.
  ///
  /// @throws IllegalArgumentException if the type is not a floating one
  public static PtxImmediate floating(PtxType type, double x) {
    return switch (type) {
      case F64 -> of(x);
      case F32 -> of((float) x);
      case PRED, B32, B64 -> throw new IllegalArgumentException("type " + type.text() + " of " + x);
    };
  }

  /// Whether it is a floating number, but not NaN.
  boolean isOrdered() {
    return switch (type) {
      case F64 -> !Double.isNaN(Double.longBitsToDouble(bits));
      case F32 -> !Float.isNaN(Float.intBitsToFloat((int) bits));
      case PRED, B32, B64 -> false;
    };
  }

  @Override
  public String text() {
    return switch (type) {
      case F64 -> "0d%016X".formatted(bits);
      case F32 -> "0f%08X".formatted((int) bits);
      case B32, B64, PRED -> Long.toString(bits);
    };
  }

  @Override
  public String toString() {
    return text();
  }
}
