package dev.odeon.gpu.backend;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Elements as devices hold them: in their own types, little-endian, truth values as bytes.
final class DeviceElements {
  private DeviceElements() {}

  /// Number of elements of `value` over all lanes.
  static long count(Value value, int lanes) {
    return count(value.type(), value.scope(), lanes);
  }

  private static long count(TensorType type, Scope scope, int lanes) {
    return (long) type.size() * (scope == Scope.PER_LANE ? lanes : 1);
  }

  /// Size of `value` over all lanes.
  static long bytes(Value value, int lanes) {
    return bytes(value.type(), value.scope(), lanes);
  }

  /// Size of a tensor over all lanes.
  static long bytes(TensorType type, Scope scope, int lanes) {
    return count(type, scope, lanes) * type.dtype().bytes();
  }

  /// Writes elements as arrays of doubles hold them, see [DType#isInteger].
  static void encode(DType dtype, double[] x, MemorySegment target, long count) {
    encode(dtype, x, 0, target, count);
  }

  /// Writes those from `from` on.
  static void encode(DType dtype, double[] all, int from, MemorySegment target, long count) {
    for (int i = 0; i < count; i++) {
      double x = all[from + i];
      switch (dtype) {
        case F64, I64 ->
            target.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, Double.doubleToRawLongBits(x));
        case F32 -> target.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, (float) x);
        case I32 ->
            target.setAtIndex(
                ValueLayout.JAVA_INT_UNALIGNED, i, (int) Double.doubleToRawLongBits(x));
        case BOOL -> target.set(ValueLayout.JAVA_BYTE, i, (byte) (x != 0 ? 1 : 0));
      }
    }
  }

  /// The opposite.
  static void decode(DType dtype, MemorySegment source, double[] x, long count) {
    decode(dtype, source, x, 0, count);
  }

  /// Reads those from `from` on.
  static void decode(DType dtype, MemorySegment source, double[] x, int from, long count) {
    for (int i = 0; i < count; i++) {
      x[from + i] =
          switch (dtype) {
            case F64, I64 ->
                Double.longBitsToDouble(source.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i));
            case F32 -> source.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
            case I32 ->
                Double.longBitsToDouble(source.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i));
            case BOOL -> source.get(ValueLayout.JAVA_BYTE, i);
          };
    }
  }
}
