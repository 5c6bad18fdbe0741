package dev.odeon.nn.function;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;

/// The fields of an IEEE 754 number, and operations on the bits of one.
enum FloatFormat {
  BINARY64(DType.F64, DType.I64, 52, 1023),
  BINARY32(DType.F32, DType.I32, 23, 127);

  private final DType floats;
  private final DType integers;
  private final int fraction;
  private final int bias;

  FloatFormat(DType floats, DType integers, int fraction, int bias) {
    this.floats = floats;
    this.integers = integers;
    this.fraction = fraction;
    this.bias = bias;
  }

  /// The format of the elements of `x`.
  static FloatFormat of(Tensor x) {
    return switch (x.dtype()) {
      case F64 -> BINARY64;
      case F32 -> BINARY32;
      case I32, I64, BOOL ->
          throw new IllegalArgumentException("operand of type " + x.type() + " is not a number");
    };
  }

  /// Bits of the fraction: 52 or 23.
  int fraction() {
    return fraction;
  }

  /// What is added to an exponent before it is stored: 1023 or 127.
  int bias() {
    return bias;
  }

  /// `wide` or `narrow`, for 64 and 32 bits.
  double pick(double wide, double narrow) {
    return this == BINARY64 ? wide : narrow;
  }

  /// `wide` or `narrow`, for 64 and 32 bits.
  double[] pick(double[] wide, double[] narrow) {
    return this == BINARY64 ? wide : narrow;
  }

  /// The smallest number with a full fraction.
  double smallestNormal() {
    return Math.scalb(1.0, 1 - bias);
  }

  /// The unit in the last place of 1.
  double epsilon() {
    return Math.scalb(1.0, -fraction);
  }

  /// The bits of `x`.
  Tensor bits(Tensor x) {
    return x.tracer().apply1(new Op.BitcastConvert(integers), x);
  }

  /// The number that has these bits.
  Tensor number(Tensor bits) {
    return bits.tracer().apply1(new Op.BitcastConvert(floats), bits);
  }

  /// The bits of the constant `x`.
  long bitsOf(double x) {
    return this == BINARY64 ? Double.doubleToLongBits(x) : Float.floatToIntBits((float) x);
  }

  /// A scalar whole number, in the trace of `like`.
  Tensor whole(Tensor like, long number) {
    return like.tracer().constant(Literal.ofIntegers(TensorType.scalar(integers), number));
  }

  Tensor shiftLeft(Tensor bits, int by) {
    return shift(Shift.SHIFT_LEFT, bits, by);
  }

  /// Zeros come in from the left.
  Tensor shiftRight(Tensor bits, int by) {
    return shift(Shift.SHIFT_RIGHT_LOGICAL, bits, by);
  }

  private Tensor shift(Shift shift, Tensor bits, int by) {
    Tensor distance = whole(bits, by).broadcast(bits.shape());
    return bits.tracer().apply1(new Op.ShiftBits(shift), bits, distance);
  }

  Tensor and(Tensor bits, long mask) {
    return bits.logical(LogicalFunction.AND, whole(bits, mask));
  }

  Tensor or(Tensor bits, long mask) {
    return bits.logical(LogicalFunction.OR, whole(bits, mask));
  }

  /// A whole number from 0 to below `2^fraction`, as a number of this format: it becomes the last
  /// bits of one whose unit in the last place is 1.
  Tensor small(Tensor whole) {
    double unit = Math.scalb(1.0, fraction);
    return number(or(whole, bitsOf(unit))).minus(unit);
  }

  /// The bits of the fraction.
  long fractionMask() {
    return (1L << fraction) - 1;
  }

  /// The bit of the sign, extended to 64 bits.
  long signMask() {
    return this == BINARY64 ? Long.MIN_VALUE : Integer.MIN_VALUE;
  }

  /// `size`, which is not negative, with the sign of `x`.
  Tensor withSignOf(Tensor x, Tensor size) {
    Tensor sign = and(bits(x), signMask());
    return number(bits(size).logical(LogicalFunction.OR, sign));
  }
}
