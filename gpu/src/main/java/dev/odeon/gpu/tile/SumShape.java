package dev.odeon.gpu.tile;

import dev.odeon.gpu.ensemble.KeptSum;
import dev.odeon.gpu.ensemble.LaneOrder;

/// How a block of threads shares a sum over lanes: each thread has `rows` neighbouring rows of
/// `columns` neighbouring columns, and `down` times `across` threads stand side by side.
///
/// @param rows of a thread
/// @param columns of a thread
/// @param down threads along the rows
/// @param across threads along the columns
record SumShape(int rows, int columns, int down, int across) {
  private static final int MOST_THREADS = 256;
  private static final int MOST_ACROSS = 16;

  /// With fewer threads, each would bring too many factors.
  private static final int FEW_THREADS = 64;

  /// Shared memory that a block has on every device.
  private static final int MOST_BYTES = 48 << 10;

  static SumShape of(KeptSum sum) {
    boolean isVector = sum.columns() == 1;
    int columns = isVector ? 1 : 2;
    int across = Math.min(MOST_ACROSS, power(Math.ceilDiv(sum.columns(), columns)));
    int rows = isVector ? 1 : 4;
    while (rows > 1 && across * power(Math.ceilDiv(sum.rows(), rows)) < FEW_THREADS) {
      rows /= 2;
    }
    int most = isVector ? FEW_THREADS : MOST_THREADS / MOST_ACROSS;
    int down =
        Math.min(Math.max(most, FEW_THREADS / across), power(Math.ceilDiv(sum.rows(), rows)));
    SumShape shape = new SumShape(rows, columns, down, across);
    while (shape.bytes(sum) > MOST_BYTES && shape.threads() > 1) {
      shape =
          shape.down > shape.across
              ? new SumShape(rows, columns, shape.down / 2, shape.across)
              : new SumShape(rows, columns, shape.down, shape.across / 2);
    }
    return shape;
  }

  private static int power(int count) {
    return count <= 1 ? 1 : 2 * Integer.highestOneBit(count - 1);
  }

  /// Threads of a block.
  int threads() {
    return down * across;
  }

  /// Rows of a block.
  int height() {
    return rows * down;
  }

  /// Columns of a block.
  int width() {
    return columns * across;
  }

  /// Numbers that a block needs of a term and a lane.
  int factors(KeptSum sum) {
    return height() + (sum.columns() == 1 ? 0 : width());
  }

  /// Blocks for all elements of a sum.
  int tiles(KeptSum sum) {
    return Math.ceilDiv(sum.rows(), height()) * tilesAcross(sum);
  }

  /// Blocks side by side along the columns.
  int tilesAcross(KeptSum sum) {
    return Math.ceilDiv(sum.columns(), width());
  }

  /// Shared memory for the lanes of one accumulator.
  int bytes(KeptSum sum) {
    return LaneOrder.TURNS * sum.terms().size() * factors(sum) * Double.BYTES;
  }
}
