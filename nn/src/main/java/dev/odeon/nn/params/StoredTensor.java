package dev.odeon.nn.params;

import dev.odeon.nn.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A tensor as it stands in a file: element type, shape, and little-endian bytes, row-major.
/// Immutable.
public final class StoredTensor {
  private static final long EXACT_IN_DOUBLE = 1L << 53;

  private final StoredType type;
  private final Shape shape;
  private final byte[] bytes;

  StoredTensor(StoredType type, Shape shape, byte[] bytes) {
    if (bytes.length != (long) shape.size() * type.bytes()) {
      throw new IllegalArgumentException(
          bytes.length + " bytes are not a tensor " + type + "[" + shape + "]");
    }
    this.type = type;
    this.shape = shape;
    this.bytes = bytes;
  }

  /// A binary64 tensor.
  ///
  /// @throws IllegalArgumentException if the number of values is not the shape's size
  public static StoredTensor f64(Shape shape, double... values) {
    byte[] bytes = bytes(shape, values.length, StoredType.F64);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      buffer.putDouble(value);
    }
    return new StoredTensor(StoredType.F64, shape, bytes);
  }

  /// A binary32 tensor of the values rounded to nearest.
  ///
  /// @throws IllegalArgumentException if the number of values is not the shape's size
  public static StoredTensor f32(Shape shape, double... values) {
    byte[] bytes = bytes(shape, values.length, StoredType.F32);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      buffer.putFloat((float) value);
    }
    return new StoredTensor(StoredType.F32, shape, bytes);
  }

  /// A tensor of 64-bit integers.
  ///
  /// @throws IllegalArgumentException if the number of values is not the shape's size
  public static StoredTensor i64(Shape shape, long... values) {
    byte[] bytes = bytes(shape, values.length, StoredType.I64);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      buffer.putLong(value);
    }
    return new StoredTensor(StoredType.I64, shape, bytes);
  }

  private static byte[] bytes(Shape shape, int count, StoredType type) {
    if (count != shape.size()) {
      throw new IllegalArgumentException(
          "got " + count + " values for a tensor of shape [" + shape + "]");
    }
    return new byte[Math.multiplyExact(count, type.bytes())];
  }

  /// Element type.
  public StoredType type() {
    return type;
  }

  /// Extents.
  public Shape shape() {
    return shape;
  }

  /// The bytes, read-only, in little-endian order.
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The elements as doubles, each exactly.
  ///
  /// @throws ArithmeticException if a 64-bit integer is beyond ±2^53, or a truth value is neither 0
  ///   nor 1
  public double[] toDoubles() {
    ByteBuffer buffer = bytes();
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case F64 -> buffer.getDouble();
            case I64 -> exact(buffer.getLong());
            case F32 -> buffer.getFloat();
            case I32 -> buffer.getInt();
            case F16 -> Float.float16ToFloat(buffer.getShort());
            case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
            case U8 -> buffer.get() & 0xFF;
            case BOOL -> truth(buffer.get());
          };
    }
    return values;
  }

  private static double exact(long value) {
    if (value > EXACT_IN_DOUBLE || value < -EXACT_IN_DOUBLE) {
      throw new ArithmeticException("integer " + value + " is beyond 2^53, inexact as a double");
    }
    return value;
  }

  private static double truth(byte value) {
    if (value != 0 && value != 1) {
      throw new ArithmeticException("truth value " + value + " is neither 0 nor 1");
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredTensor tensor
        && type == tensor.type
        && shape.equals(tensor.shape)
        && Arrays.equals(bytes, tensor.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return type + "[" + shape + "]";
  }
}
