package dev.odeon.gpu.driver;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The options of `cuModuleLoadDataEx` that collect what the driver's assembler says (NVIDIA, *CUDA
/// Driver API*, `CUjit_option`).
final class JitLog {
  private static final int INFO_LOG_BUFFER = 3;
  private static final int INFO_LOG_BUFFER_SIZE_BYTES = 4;
  private static final int ERROR_LOG_BUFFER = 5;
  private static final int ERROR_LOG_BUFFER_SIZE_BYTES = 6;
  private static final int LOG_VERBOSE = 12;
  private static final long BYTES = 16 << 10;

  private final MemorySegment info;
  private final MemorySegment error;
  private final MemorySegment values;

  JitLog(Arena arena) {
    info = arena.allocate(BYTES);
    error = arena.allocate(BYTES);
    values = arena.allocateFrom(JAVA_LONG, info.address(), BYTES, error.address(), BYTES, 1);
  }

  /// The options by number.
  int[] options() {
    return new int[] {
      INFO_LOG_BUFFER,
      INFO_LOG_BUFFER_SIZE_BYTES,
      ERROR_LOG_BUFFER,
      ERROR_LOG_BUFFER_SIZE_BYTES,
      LOG_VERBOSE
    };
  }

  /// Their values, each in 8 bytes: pointers, and numbers in the place of pointers.
  MemorySegment values() {
    return values;
  }

  /// What it had to say.
  String info() {
    return text(info);
  }

  /// What was wrong.
  String error() {
    return text(error);
  }

  /// The last byte stays 0 whatever the driver writes.
  private static String text(MemorySegment buffer) {
    buffer.set(JAVA_BYTE, BYTES - 1, (byte) 0);
    return buffer.getString(0).strip();
  }
}
