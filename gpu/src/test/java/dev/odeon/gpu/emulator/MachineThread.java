package dev.odeon.gpu.emulator;

import dev.odeon.gpu.driver.DriverException;
import dev.odeon.gpu.driver.FakeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// One thread of a block.
final class MachineThread {
  /// What a thread does next.
  enum State {
    RUNNING,
    WAITING,
    DONE
  }

  /// Addresses of local and shared memory begin here, so that none is 0.
  static final long WINDOW = 0x1000;

  private static final long MOST_STEPS = 1L << 34;

  /// What a thread says at a barrier, and what it does with the number of those who agree.
  record Ballot(boolean vote, LongConsumer outcome) {}

  final long[] registers;
  final int[] place;
  private final MachineProgram program;
  private final FakeMemory memory;
  private final ByteBuffer parameters;
  private final SharedMemory shared;
  private final ByteBuffer local;
  private final Step[] steps;
  State state = State.RUNNING;
  @Nullable Ballot ballot;
  int next;

  /// @param place `tid, ctaid, ntid, nctaid` along x, y, z
  MachineThread(
      MachineProgram program,
      FakeMemory memory,
      ByteBuffer parameters,
      SharedMemory shared,
      int[] place) {
    this.program = program;
    this.memory = memory;
    this.parameters = parameters;
    this.shared = shared;
    this.place = place;
    registers = program.registers().clone();
    local = bytes(program.localBytes());
    steps = program.steps().toArray(Step[]::new);
  }

  /// Memory that begins as anything.
  static ByteBuffer bytes(int size) {
    byte[] bytes = new byte[size];
    java.util.Arrays.fill(bytes, (byte) 0xA5);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Runs to a barrier or to the end; how many instructions it ran.
  long run() throws DriverException {
    long count = 0;
    try {
      while (state == State.RUNNING) {
        if (next >= steps.length) {
          throw new MachineFault("runs past its last instruction");
        }
        if (++count > MOST_STEPS) {
          throw new MachineFault("does not end");
        }
        steps[next++].run(this);
      }
    } catch (RuntimeException fault) {
      throw new MachineFault(
          program.name()
              + ", thread "
              + place[0]
              + " of block "
              + place[3]
              + ", at '"
              + program.texts().get(Math.max(0, Math.min(next, steps.length) - 1))
              + "': "
              + fault);
    }
    return count;
  }

  long load(Space space, long address, int bytes) throws DriverException {
    if (address % bytes != 0) {
      throw DriverException.returned("a load of " + Long.toHexString(address), 716);
    }
    if (space == Space.GLOBAL) {
      MemorySegment at = memory.at(address, bytes);
      return switch (bytes) {
        case 1 -> at.get(ValueLayout.JAVA_BYTE, 0) & 0xFF;
        case 4 -> at.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
        case 8 -> at.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        default -> throw new MachineFault(bytes + " bytes at once");
      };
    }
    ByteBuffer buffer = buffer(space);
    int at = at(buffer, space, address, bytes);
    if (space == Space.SHARED) {
      shared.reads(place[0], at, bytes);
    }
    return switch (bytes) {
      case 1 -> buffer.get(at) & 0xFF;
      case 4 -> buffer.getInt(at);
      case 8 -> buffer.getLong(at);
      default -> throw new MachineFault(bytes + " bytes at once");
    };
  }

  void store(Space space, long address, int bytes, long value) throws DriverException {
    if (address % bytes != 0) {
      throw DriverException.returned("a store to " + Long.toHexString(address), 716);
    }
    if (space == Space.GLOBAL) {
      MemorySegment at = memory.at(address, bytes);
      switch (bytes) {
        case 1 -> at.set(ValueLayout.JAVA_BYTE, 0, (byte) value);
        case 4 -> at.set(ValueLayout.JAVA_INT_UNALIGNED, 0, (int) value);
        case 8 -> at.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
        default -> throw new MachineFault(bytes + " bytes at once");
      }
      return;
    }
    ByteBuffer buffer = buffer(space);
    int at = at(buffer, space, address, bytes);
    if (space == Space.SHARED) {
      shared.writes(place[0], at, bytes);
    }
    switch (bytes) {
      case 1 -> buffer.put(at, (byte) value);
      case 4 -> buffer.putInt(at, (int) value);
      case 8 -> buffer.putLong(at, value);
      default -> throw new MachineFault(bytes + " bytes at once");
    }
  }

  private ByteBuffer buffer(Space space) {
    return switch (space) {
      case LOCAL -> local;
      case SHARED -> shared.bytes();
      case PARAM -> parameters;
      case GLOBAL -> throw new IllegalStateException("global memory is the device's");
    };
  }

  private static int at(ByteBuffer buffer, Space space, long address, int bytes)
      throws DriverException {
    long at = space == Space.PARAM ? address : address - WINDOW;
    if (at < 0 || at > buffer.capacity() - bytes) {
      throw DriverException.returned(space + " address " + Long.toHexString(address), 700);
    }
    return (int) at;
  }
}
