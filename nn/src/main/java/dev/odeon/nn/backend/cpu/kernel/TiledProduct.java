package dev.odeon.nn.backend.cpu.kernel;

import java.util.Arrays;

/// Matrix products of which one operand is the same for all columns: columns are free elements of
/// the other operand, lanes, or both.
///
/// Cut into blocks that stay in the caches, and these into tiles, as in Goto and van de Geijn,
/// "Anatomy of high-performance matrix multiplication", ACM TOMS 34(3), 2008. Sums that go on in
/// the next block of the contracted index are stored and loaded, which is exact, so the order stays
/// ascending.
final class TiledProduct {
  /// How the elements of the result stand.
  enum Order {
    /// All columns of a row together.
    ROWS_FIRST,
    /// All rows of a column together.
    COLUMNS_FIRST
  }

  /// Extents of a block.
  static final int DEPTH = 512;

  static final int ROWS = 128;
  static final int COLUMNS = 2048;

  /// Operands of up to so many elements stay in the first cache as they are.
  static final int SMALL = 4096;

  private final Side rows;
  private final Side columns;
  private final Order order;
  private final RowFactors left;
  private final ColumnFactors right;

  private double[] sums = new double[0];
  private int sumStart;
  private int sumRow;

  TiledProduct(Precision precision, Side rows, Side columns, Order order) {
    this.rows = rows;
    this.columns = columns;
    this.order = order;
    left = new RowFactors(precision, rows);
    right = new ColumnFactors(precision, columns);
  }

  /// @param s operand of the rows
  /// @param x operand of the columns, `[element][lane]`
  /// @param width lanes of x and of the result
  void run(double[] s, double[] x, double[] out, int width, Tiles tiles) {
    int rowCount = rows.free.length;
    int columnCount = columns.free.length;
    boolean rowsFirst = order == Order.ROWS_FIRST;
    boolean joined =
        width == 1 || (columns.isContiguous() && (rowsFirst || rowCount == 1 || columnCount == 1));
    int parts = joined ? 1 : columnCount;
    int count = joined ? columnCount * width : width;
    int outRow = rowsFirst ? columnCount * width : width;
    for (int batch = 0; batch < rows.batch.length; batch++) {
      for (int part = 0; part < parts; part++) {
        int first = batch * rowCount * columnCount;
        int outStart = (first + (rowsFirst ? part : part * rowCount)) * width;
        if (rows.depth() == 0) {
          clear(out, outStart, outRow, count);
          continue;
        }
        int xStart = (columns.batch[batch] + (joined ? 0 : columns.free[part])) * width;
        left.begin(s, rows.batch[batch], count, tiles);
        right.begin(x, xStart, width, count, rowCount);
        sums = out;
        sumStart = outStart;
        sumRow = outRow;
        multiply(count, tiles);
      }
    }
  }

  private void clear(double[] out, int start, int row, int count) {
    for (int i = 0; i < rows.free.length; i++) {
      Arrays.fill(out, start + i * row, start + i * row + count, 0);
    }
  }

  private void multiply(int count, Tiles tiles) {
    for (int j0 = 0; j0 < count; j0 += COLUMNS) {
      int j1 = Math.min(count, j0 + COLUMNS);
      for (int k0 = 0; k0 < rows.depth(); k0 += DEPTH) {
        int depth = Math.min(DEPTH, rows.depth() - k0);
        for (int i0 = 0; i0 < rows.free.length; i0 += ROWS) {
          int i1 = Math.min(rows.free.length, i0 + ROWS);
          left.block(i0, i1, k0, depth);
          strips(i0, i1, j0, j1, k0, depth, tiles);
        }
      }
    }
  }

  private void strips(int i0, int i1, int j0, int j1, int k0, int depth, Tiles tiles) {
    int tileRows = tiles.rows(Math.min(ROWS, rows.free.length), 1);
    for (int j = j0; j < j1; ) {
      int n = left.factors == Factors.DOUBLES ? j1 - j : tiles.columns(j1 - j, tileRows);
      right.strip(j, j - j0, n, k0, depth);
      if (i0 == 0) {
        right.fill(j, n, k0, depth);
      }
      strip(i0, i1, j, n, k0 == 0 ? Start.ZERO : Start.STORED, depth, tiles);
      j += n;
    }
  }

  private void strip(int i0, int i1, int j, int n, Start start, int depth, Tiles tiles) {
    Depth rightDepth = right.depth == tiles.whole(n) ? Depth.ADJACENT : Depth.APART;
    // Where HotSpot knows the distance of the rows' factors only, its vectors of 256 bits are slow.
    Depth leftDepth = left.depth == 1 ? rightDepth : Depth.APART;
    for (int i = i0; i < i1; ) {
      int height = tiles.rows(i1 - i, n);
      int blocks = (i1 - i) / height;
      tiles
          .tile(height, n, start, left.factors, leftDepth, rightDepth)
          .run(
              left.array,
              left.start + (i - i0) * left.row,
              left.row,
              left.depth,
              right.array,
              right.start,
              right.depth,
              sums,
              sumStart + i * sumRow + j,
              sumRow,
              depth,
              blocks,
              n);
      i += height * blocks;
    }
  }
}
