package dev.odeon.gpu.driver;

import java.lang.foreign.MemorySegment;

/// A range of bytes on a device. It lives as long as its [DeviceArena].
public final class DeviceMemory {
  private final DeviceArena arena;
  private final long address;
  private final long bytes;

  DeviceMemory(DeviceArena arena, long address, long bytes) {
    this.arena = arena;
    this.address = address;
    this.bytes = bytes;
  }

  /// Where it begins, as kernels see it.
  ///
  /// @throws IllegalStateException if the arena is closed
  public long address() {
    arena.requireOpen();
    return address;
  }

  /// How many bytes it has.
  public long bytes() {
    return bytes;
  }

  /// The part of `length` bytes from `offset` on.
  public DeviceMemory slice(long offset, long length) {
    requireRange(offset, length);
    return new DeviceMemory(arena, address + offset, length);
  }

  /// Puts a copy of all of `source` to the beginning of this memory into `stream`.
  ///
  /// @param source native memory, to be left alone until the stream has done it
  public void copyFrom(MemorySegment source, CudaStream stream) {
    requireNative("source", source);
    requireRange(0, source.byteSize());
    long target = address();
    if (source.byteSize() > 0) {
      stream.context().tell(d -> d.copyToDevice(target, source, stream.handle()));
    }
  }

  /// Puts a copy of the beginning of this memory to all of `target` into `stream`.
  ///
  /// @param target native memory, to be left alone until the stream has done it
  public void copyTo(MemorySegment target, CudaStream stream) {
    requireNative("target", target);
    requireRange(0, target.byteSize());
    long source = address();
    if (target.byteSize() > 0) {
      stream.context().tell(d -> d.copyToHost(target, source, stream.handle()));
    }
  }

  /// Puts a copy of all of `source` to the beginning of this memory into `stream`; the two do not
  /// overlap.
  public void copyFrom(DeviceMemory source, CudaStream stream) {
    requireRange(0, source.bytes);
    long target = address();
    long from = source.address();
    stream.context().tell(d -> d.copyOnDevice(target, from, source.bytes, stream.handle()));
  }

  /// Puts writing `value` to every byte into `stream`.
  public void fill(byte value, CudaStream stream) {
    long target = address();
    stream.context().tell(d -> d.fill(target, value, bytes, stream.handle()));
  }

  private void requireRange(long offset, long length) {
    if (offset < 0 || length < 0 || length > bytes - offset) {
      throw new IllegalArgumentException(
          "bytes %d to %d lie outside the %d bytes of this device memory"
              .formatted(offset, offset + length, bytes));
    }
  }

  private static void requireNative(String name, MemorySegment segment) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          name + " is a Java array, which the collector may move; allocate it from an Arena");
    }
  }
}
