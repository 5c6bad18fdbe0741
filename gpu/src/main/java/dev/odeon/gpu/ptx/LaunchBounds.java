package dev.odeon.gpu.ptx;

/// What the assembler may count on when it gives out registers.
///
/// @param threads the most threads that a block has
/// @param blocks the blocks that a processor should hold at once; 0 leaves that to the assembler
public record LaunchBounds(int threads, int blocks) {
  public LaunchBounds {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads of a block: " + threads + " is not in 1..1024");
    }
    if (blocks < 0) {
      throw new IllegalArgumentException("blocks of a processor: " + blocks + " is negative");
    }
  }

  /// Blocks of up to `threads` threads.
  public static LaunchBounds of(int threads) {
    return new LaunchBounds(threads, 0);
  }

  String text() {
    return ".maxntid "
        + threads
        + ", 1, 1\n"
        + (blocks > 0 ? ".minnctapersm " + blocks + "\n" : "");
  }
}
