package dev.odeon.gpu.driver;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;

/// A pointer of JCuda that is an address of native host memory.
final class HostPointer extends Pointer {
  HostPointer() {}

  HostPointer(MemorySegment memory) {
    super(memory.address());
  }

  long address() {
    return getNativePointer();
  }
}
