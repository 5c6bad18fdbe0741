package dev.odeon.gpu.emulator;

import java.util.List;

/// A kernel, parsed.
///
/// @param name of the entry
/// @param parameterBytes size of its parameters
/// @param registers a fresh thread's registers: poison, and the immediates of instructions
/// @param steps instructions in order
/// @param texts their texts, for messages
/// @param localBytes memory of a thread
/// @param sharedBytes memory of a block
/// @param mostThreads that a block may have
@SuppressWarnings("ArrayRecordComponent") // never compared; each thread copies it
record MachineProgram(
    String name,
    int parameterBytes,
    long[] registers,
    List<Step> steps,
    List<String> texts,
    int localBytes,
    int sharedBytes,
    int mostThreads) {
  /// What registers hold before they are written.
  static final long POISON = 0xA5A5_A5A5_A5A5_A5A5L;
}
