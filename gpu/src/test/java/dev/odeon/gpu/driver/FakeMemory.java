package dev.odeon.gpu.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;

/// Device memory made of host memory: addresses that no host pointer has, gaps between allocations,
/// and every access checked.
public final class FakeMemory {
  private static final long ALIGNMENT = 256;
  private static final byte DIRT = (byte) 0xA5;

  private final TreeMap<Long, MemorySegment> blocks = new TreeMap<>();
  private long next = 0x7f00_0000_0000L;
  private long free;
  private long total;

  FakeMemory(long total) {
    this.total = total;
    this.free = total;
  }

  /// The `bytes` bytes from `address` on.
  ///
  /// @throws DriverException `CUDA_ERROR_ILLEGAL_ADDRESS` unless one allocation holds them all
  public MemorySegment at(long address, long bytes) throws DriverException {
    Map.Entry<Long, MemorySegment> entry = blocks.floorEntry(address);
    if (entry == null
        || address - entry.getKey() > entry.getValue().byteSize() - bytes
        || bytes < 0) {
      throw DriverException.returned("an access to " + Long.toHexString(address), 700);
    }
    return entry.getValue().asSlice(address - entry.getKey(), bytes);
  }

  /// From now on, there is no more than so much.
  void limitTo(long bytes) {
    free -= total - bytes;
    total = bytes;
  }

  MemoryInfo info() {
    return new MemoryInfo(free, total);
  }

  int allocations() {
    return blocks.size();
  }

  long allocate(long bytes) throws DriverException {
    if (bytes < 1) {
      throw DriverException.returned("cuMemAlloc_v2", 1);
    }
    if (bytes > free) {
      throw DriverException.returned("cuMemAlloc_v2", 2);
    }
    MemorySegment memory = Arena.ofAuto().allocate(bytes, ALIGNMENT).fill(DIRT);
    long address = next;
    next += (Math.ceilDiv(bytes, ALIGNMENT) + 1) * ALIGNMENT;
    free -= bytes;
    blocks.put(address, memory);
    return address;
  }

  void free(long address) throws DriverException {
    MemorySegment block = blocks.remove(address);
    if (block == null) {
      throw DriverException.returned("cuMemFree_v2", 1);
    }
    free += block.byteSize();
  }
}
