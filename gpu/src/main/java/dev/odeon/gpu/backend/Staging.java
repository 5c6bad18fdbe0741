package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.nn.graph.DType;
import java.lang.foreign.MemorySegment;

/// Page-locked memory through which arrays go to a device and back, some elements at a time: large
/// arrays take no more of it than small ones.
final class Staging {
  /// Bytes on the way at a time.
  static final long BYTES = 32L << 20;

  private final DeviceArena arena;
  private final CudaStream stream;
  private final long most;

  /// @param most bytes on the way at a time, a multiple of 8
  Staging(DeviceArena arena, CudaStream stream, long most) {
    this.arena = arena;
    this.stream = stream;
    this.most = most;
  }

  /// Copies the first `count` elements of an array to the device; small ones may still be on their
  /// way when it returns.
  void upload(DType dtype, double[] x, long count, DeviceMemory target) {
    int atOnce = atOnce(dtype, count);
    MemorySegment host = arena.allocateHost((long) atOnce * dtype.bytes());
    for (long from = 0; from < count; from += atOnce) {
      int some = (int) Math.min(atOnce, count - from);
      long bytes = (long) some * dtype.bytes();
      if (from > 0) {
        stream.synchronize();
      }
      DeviceElements.encode(dtype, x, (int) from, host, some);
      target.slice(from * dtype.bytes(), bytes).copyFrom(host.asSlice(0, bytes), stream);
    }
  }

  /// Copies the first `count` elements of an array from the device.
  void download(DType dtype, DeviceMemory source, double[] x, long count) {
    int atOnce = atOnce(dtype, count);
    MemorySegment host = arena.allocateHost((long) atOnce * dtype.bytes());
    for (long from = 0; from < count; from += atOnce) {
      int some = (int) Math.min(atOnce, count - from);
      long bytes = (long) some * dtype.bytes();
      source.slice(from * dtype.bytes(), bytes).copyTo(host.asSlice(0, bytes), stream);
      stream.synchronize();
      DeviceElements.decode(dtype, host, x, (int) from, some);
    }
  }

  private int atOnce(DType dtype, long count) {
    return (int) Math.min(count, most / dtype.bytes());
  }
}
