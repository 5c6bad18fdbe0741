package dev.odeon.gpu.driver;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/// The device memory and page-locked host memory of one solve: closing it frees all of it, last
/// first. Not for several threads at a time.
public final class DeviceArena implements AutoCloseable {
  private final CudaContext context;
  private final Deque<CudaContext.Order> frees = new ArrayDeque<>();
  private boolean closed;
  private long deviceBytes;

  DeviceArena(CudaContext context) {
    this.context = context;
  }

  /// Allocates device memory with unknown content, aligned to 256 bytes.
  ///
  /// @param bytes at least 0; nothing takes as much as one byte
  /// @throws OutOfDeviceMemoryException if there is not so much
  public DeviceMemory allocate(long bytes) {
    requireSize(bytes);
    long address = context.ask(d -> d.allocate(Math.max(1, bytes)));
    frees.push(d -> d.free(address));
    deviceBytes += bytes;
    return new DeviceMemory(this, address, bytes);
  }

  /// Allocates page-locked host memory with unknown content: copies to and from it run beside
  /// kernels.
  ///
  /// @param bytes at most 2 GiB
  /// @throws OutOfDeviceMemoryException if the system has not so much
  public MemorySegment allocateHost(long bytes) {
    requireSize(bytes);
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "bytes of page-locked memory must be below 2 GiB at a time, was " + bytes);
    }
    MemorySegment memory = context.ask(d -> d.allocateHost(Math.max(1, bytes)));
    frees.push(d -> d.freeHost(memory));
    return memory.asSlice(0, bytes);
  }

  /// Device memory allocated so far, in bytes.
  public long deviceBytes() {
    return deviceBytes;
  }

  /// Frees everything. Work that uses it must be done: synchronise its streams before.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    while (!frees.isEmpty()) {
      context.release(frees.pop());
    }
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this device memory was freed: its arena is closed");
    }
  }

  private void requireSize(long bytes) {
    requireOpen();
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must be at least 0, was " + bytes);
    }
  }
}
