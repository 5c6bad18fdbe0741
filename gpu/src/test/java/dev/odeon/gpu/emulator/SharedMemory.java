package dev.odeon.gpu.emulator;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The memory of a block, and who of its threads read and wrote what since the last barrier: two
/// that touch the same number, one of them writing, are a race.
final class SharedMemory {
  private static final int NOBODY = -1;
  private static final int SEVERAL = -2;

  private final ByteBuffer bytes;
  private final int[] writers;
  private final int[] readers;

  SharedMemory(int size) {
    bytes = MachineThread.bytes(size);
    writers = new int[size];
    readers = new int[size];
    barrier();
  }

  ByteBuffer bytes() {
    return bytes;
  }

  /// All threads have come to a barrier.
  void barrier() {
    Arrays.fill(writers, NOBODY);
    Arrays.fill(readers, NOBODY);
  }

  void reads(int thread, int at, int size) {
    for (int i = at; i < at + size; i += 4) {
      if (writers[i] != NOBODY && writers[i] != thread) {
        throw new MachineFault("a race: reads what thread " + writers[i] + " wrote");
      }
      readers[i] = readers[i] == NOBODY || readers[i] == thread ? thread : SEVERAL;
    }
  }

  void writes(int thread, int at, int size) {
    for (int i = at; i < at + size; i += 4) {
      if (writers[i] != NOBODY && writers[i] != thread) {
        throw new MachineFault("a race: writes what thread " + writers[i] + " wrote");
      }
      if (readers[i] != NOBODY && readers[i] != thread) {
        throw new MachineFault("a race: writes what another thread read");
      }
      writers[i] = thread;
    }
  }
}
