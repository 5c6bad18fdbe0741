package dev.odeon.gpu.driver;

import java.util.regex.Pattern;

/// Machine code that the PTX compiler made.
///
/// @param bytes size of the machine code, a `cubin`
/// @param log one block a function: registers, stack frame, spilled bytes, shared memory
public record PtxAssembly(long bytes, String log) {
  private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
  private static final Pattern STORES = Pattern.compile("(\\d+) bytes spill stores");
  private static final Pattern LOADS = Pattern.compile("(\\d+) bytes spill loads");

  /// Registers a thread, of the function that takes most.
  public int registers() {
    return most(REGISTERS);
  }

  /// Bytes that a thread stores and loads because registers do not suffice, of the function that
  /// has most of them: how often they move, no log tells.
  public int spilledBytes() {
    return most(STORES) + most(LOADS);
  }

  private int most(Pattern pattern) {
    return pattern
        .matcher(log)
        .results()
        .mapToInt(match -> Integer.parseInt(match.group(1)))
        .max()
        .orElse(0);
  }
}
