package dev.odeon.gpu.tile;

/// How the threads of a block share the work on its tile: each trajectory is a column, and has
/// `parts` threads. Thread `t` is part `t / columns` of column `t % columns`.
///
/// All threads of a column compute the small tensors of its trajectory, each for itself; element e
/// of a larger one is that of part `e % parts`.
///
/// @param columns trajectories of a tile, a power of two up to 32
/// @param parts threads of a trajectory, a power of two up to 16: sums of a graph are made of 16
///   interleaved ones
public record TileShape(int columns, int parts) {
  /// Number of interleaved accumulators of a sum.
  static final int RESIDUES = 16;

  /// Tensors of up to so many elements are in registers of each thread of a column.
  static final int SMALL = 4;

  private static final int MOST_COLUMNS = 32;

  public TileShape {
    check("columns", columns, MOST_COLUMNS);
    check("parts", parts, RESIDUES);
  }

  private static void check(String name, int count, int most) {
    if (count < 1 || count > most || Integer.bitCount(count) != 1) {
      throw new IllegalArgumentException(
          name + " of a tile: " + count + " is no power of two up to " + most);
    }
  }

  /// Threads of a block.
  public int threads() {
    return columns * parts;
  }

  /// How many of the elements of a tensor a thread has.
  int slots(int size) {
    return Math.ceilDiv(size, parts);
  }

  /// Rows that a tensor of `size` elements has in shared memory: enough for all threads to write
  /// all their elements.
  static int rows(int size) {
    return Math.ceilDiv(size, RESIDUES) * RESIDUES;
  }
}
