package dev.odeon.gpu.emulator;

import java.nio.ByteBuffer;

/// The memory of a block, and who of its threads read and wrote what since the last barrier: two
/// that touch the same number, one of them writing, are a race.
final class SharedMemory {
  private static final int NOBODY = -1;
  private static final int SEVERAL = -2;

  private final ByteBuffer bytes;
  private final int[] writers;
  private final int[] readers;

  /// When each number was last touched: what was noted before the last barrier is void.
  private final int[] touched;

  private int time = 1;

  SharedMemory(int size) {
    bytes = MachineThread.bytes(size);
    writers = new int[size];
    readers = new int[size];
    touched = new int[size];
  }

  ByteBuffer bytes() {
    return bytes;
  }

  /// All threads have come to a barrier.
  void barrier() {
    time++;
  }

  private void touch(int at) {
    if (touched[at] != time) {
      touched[at] = time;
      writers[at] = NOBODY;
      readers[at] = NOBODY;
    }
  }

  void reads(int thread, int at, int size) {
    for (int i = at; i < at + size; i += 4) {
      touch(i);
      if (writers[i] != NOBODY && writers[i] != thread) {
        throw new MachineFault("a race: reads what thread " + writers[i] + " wrote");
      }
      readers[i] = readers[i] == NOBODY || readers[i] == thread ? thread : SEVERAL;
    }
  }

  void writes(int thread, int at, int size) {
    for (int i = at; i < at + size; i += 4) {
      touch(i);
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
