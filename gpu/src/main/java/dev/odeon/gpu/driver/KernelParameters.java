package dev.odeon.gpu.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The arguments of a launch, laid out like the kernel's `.param` space: in the order of its
/// declaration, each aligned to its own size, little-endian (NVIDIA, *PTX ISA*, "Kernel Function
/// Parameters").
public final class KernelParameters {
  /// What every device takes (*PTX ISA*: 4,352 bytes with `sm_70`, 4,096 with older ones).
  private static final int MOST_BYTES = 4096;

  private final byte[] bytes;
  private final int[] offsets;

  private KernelParameters(byte[] bytes, int[] offsets) {
    this.bytes = bytes;
    this.offsets = offsets;
  }

  /// Begins a list of arguments.
  public static Builder builder() {
    return new Builder();
  }

  /// How many there are.
  public int count() {
    return offsets.length;
  }

  /// Where argument `index` begins in [#bytes].
  public int offset(int index) {
    return offsets[index];
  }

  /// All arguments with the gaps between them; little-endian, read-only, from position 0.
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Collects arguments in the order of the kernel's declaration.
  public static final class Builder {
    private final ByteBuffer buffer =
        ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int[] offsets = new int[8];
    private int count;

    private Builder() {}

    /// An argument declared `.param .u64` (an address), `.s64` or `.b64`.
    public Builder int64(long value) {
      next(Long.BYTES).putLong(value);
      return this;
    }

    /// An argument declared `.param .u64`: where device memory begins.
    public Builder address(DeviceMemory memory) {
      return int64(memory.address());
    }

    /// An argument declared `.param .u32`, `.s32` or `.b32`.
    public Builder int32(int value) {
      next(Integer.BYTES).putInt(value);
      return this;
    }

    /// An argument declared `.param .f64`.
    public Builder float64(double value) {
      next(Double.BYTES).putDouble(value);
      return this;
    }

    /// An argument declared `.param .f32`.
    public Builder float32(float value) {
      next(Float.BYTES).putFloat(value);
      return this;
    }

    /// The arguments so far.
    public KernelParameters build() {
      return new KernelParameters(
          Arrays.copyOf(buffer.array(), buffer.position()), Arrays.copyOf(offsets, count));
    }

    private ByteBuffer next(int size) {
      int offset = Math.ceilDiv(buffer.position(), size) * size;
      if (offset + size > MOST_BYTES) {
        throw new IllegalArgumentException(
            "argument " + count + " ends beyond " + MOST_BYTES + " bytes, pass an address instead");
      }
      if (count == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * count);
      }
      offsets[count++] = offset;
      return buffer.position(offset);
    }
  }
}
