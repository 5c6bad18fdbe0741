package dev.odeon.gpu.tile;

import dev.odeon.nn.graph.DType;

/// How threads share the results of a product: each has `rows` neighbouring rows of `columns`
/// neighbouring columns, all of them in registers.
///
/// @param groups threads that stand side by side along the columns of the tile
record Tiling(int rows, int columns, int groups) {
  /// Bytes of the widest load.
  private static final int VECTOR = 16;

  private static final int[] ROWS = {1, 2, 4, 8};
  private static final int[] COLUMNS = {1, 2, 4};

  /// The best one.
  ///
  /// @param results rows of the product, at most [#mostRows]
  static Tiling of(TileShape shape, DType dtype, int results) {
    Tiling best =
        new Tiling(8, Math.min(4, shape.columns()), shape.columns() / Math.min(4, shape.columns()));
    for (int rows : ROWS) {
      for (int columns : COLUMNS) {
        if (columns <= shape.columns()) {
          Tiling other = new Tiling(rows, columns, shape.columns() / columns);
          if (other.mostRows(shape) >= results && other.cost(dtype) < best.cost(dtype)) {
            best = other;
          }
        }
      }
    }
    return best;
  }

  /// The most rows that a product may have at a time.
  static int mostAtOnce(TileShape shape) {
    int columns = Math.min(4, shape.columns());
    return new Tiling(8, columns, shape.columns() / columns).mostRows(shape);
  }

  private int mostRows(TileShape shape) {
    return shape.threads() / groups * rows;
  }

  /// Cycles of a processor for one step of the sum in all threads, from the rates of `sm_90`: a
  /// warp's load of shared memory takes one, its `fma` a quarter or a half.
  private double cost(DType dtype) {
    double each = dtype == DType.F32 ? 0.25 : 0.5;
    return rows * columns * each + loads(rows, dtype) + loads(columns, dtype);
  }

  /// Elements of a load of `count` neighbours.
  static int width(int count, DType dtype) {
    return Math.min(count, VECTOR / dtype.bytes());
  }

  private static int loads(int count, DType dtype) {
    return count / width(count, dtype);
  }
}
