package dev.odeon.gpu.driver;

/// How many threads a launch has, and how they are grouped.
///
/// @param gridX blocks along x, at least 1
/// @param gridY blocks along y, 1 to 65535
/// @param gridZ blocks along z, 1 to 65535
/// @param blockX threads of a block along x, at least 1
/// @param blockY threads of a block along y, at least 1
/// @param blockZ threads of a block along z, 1 to 64
/// @param sharedBytes dynamic shared memory a block
public record LaunchShape(
    int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ, int sharedBytes) {
  private static final int MOST_THREADS = 1024;
  private static final int MOST_BLOCKS_YZ = 65535;
  private static final int MOST_THREADS_Z = 64;

  /// Checks the limits that all devices share (NVIDIA, *CUDA C++ Programming Guide*, "Technical
  /// Specifications per Compute Capability").
  public LaunchShape {
    check("gridX", gridX, Integer.MAX_VALUE);
    check("gridY", gridY, MOST_BLOCKS_YZ);
    check("gridZ", gridZ, MOST_BLOCKS_YZ);
    check("blockX", blockX, MOST_THREADS);
    check("blockY", blockY, MOST_THREADS);
    check("blockZ", blockZ, MOST_THREADS_Z);
    long threads = (long) blockX * blockY * blockZ;
    if (threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          "a block of " + threads + " threads: at most " + MOST_THREADS + " are possible");
    }
    if (sharedBytes < 0) {
      throw new IllegalArgumentException("sharedBytes must be at least 0, was " + sharedBytes);
    }
  }

  /// `blocks` blocks of `threads` threads in a row, without dynamic shared memory.
  public static LaunchShape of(int blocks, int threads) {
    return new LaunchShape(blocks, 1, 1, threads, 1, 1, 0);
  }

  /// As many blocks of `threads` threads as it takes to have one thread for each of `items`.
  ///
  /// @param items at least 1
  public static LaunchShape covering(long items, int threads) {
    check("threads", threads, MOST_THREADS);
    long blocks = Math.ceilDiv(items, threads);
    if (blocks < 1 || blocks > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "items must be between 1 and " + (long) Integer.MAX_VALUE * threads + ", was " + items);
    }
    return of((int) blocks, threads);
  }

  /// The same threads with so much dynamic shared memory a block.
  public LaunchShape withSharedBytes(int bytes) {
    return new LaunchShape(gridX, gridY, gridZ, blockX, blockY, blockZ, bytes);
  }

  /// Threads of a block.
  public int blockThreads() {
    return blockX * blockY * blockZ;
  }

  /// Blocks of the grid.
  public long blocks() {
    return (long) gridX * gridY * gridZ;
  }

  private static void check(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          name + " must be between 1 and " + most + ", was " + value);
    }
  }
}
