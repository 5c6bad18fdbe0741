package dev.odeon.nn.backend.cpu.kernel;

import java.util.Arrays;

/// Matrix products of which one operand is the same for all columns: columns are free elements of
/// the other operand, lanes, or both.
///
/// Cut into blocks that stay in the caches, and these into tiles. Sums that go on in the next block
/// of the contracted index are stored and loaded, which is exact, so the order stays ascending.
final class TiledProduct {
  /// How the elements of the result stand.
  enum Order {
    /// All columns of a row together.
    ROWS_FIRST,
    /// All rows of a column together.
    COLUMNS_FIRST
  }

  private static final int DEPTH = Integer.getInteger("D",512);
  private static final int ROWS = Integer.getInteger("R",128);
  /// Keeps rows of a power of two from standing at the same places of the cache.
  private static final int PADDING = 8;

  private static final int COLUMNS = 2048;

  /// Operands of up to so many elements stay in the first cache as they are.
  private static final int SMALL = 4096;

  /// For so few rows it does not pay to pack columns.
  private static final int FEW_ROWS = 16;

  private final Precision precision;
  private final Side rows;
  private final Side columns;
  private final Order order;
  private Object a = new double[0];
  private Object b = new double[0];
  private Object c = new double[0];

  TiledProduct(Precision precision, Side rows, Side columns, Order order) {
    this.precision = precision;
    this.rows = rows;
    this.columns = columns;
    this.order = order;
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
        int xStart = (columns.batch[batch] + (joined ? 0 : columns.free[part])) * width;
        multiply(s, rows.batch[batch], x, xStart, width, out, outStart, outRow, count, tiles);
      }
    }
  }

  private void multiply(
      double[] s,
      int sStart,
      double[] x,
      int xStart,
      int width,
      double[] out,
      int outStart,
      int outRow,
      int count,
      Tiles tiles) {
    int rowCount = rows.free.length;
    int depth = rows.depth();
    if (depth == 0) {
      for (int row = 0; row < rowCount; row++) {
        Arrays.fill(out, outStart + row * outRow, outStart + row * outRow + count, 0);
      }
      return;
    }
    boolean plain = precision == Precision.DOUBLE;
    boolean rowsStand =
        rowCount * depth <= SMALL && rows.isRegular() && (plain || rows.isDense());
    int step = columns.depthStride * width;
    boolean columnsStand =
        (width > 1 || columns.isContiguous())
            && columns.depthStride != Side.IRREGULAR
            && (plain
                ? rowCount <= FEW_ROWS || depth * count <= SMALL
                : step == count && depth * count <= SMALL);
    int tileRows = tiles.rows(Math.min(ROWS, rowCount));
    reserve(rowCount, depth, count);
    if (!plain && rowsStand) {
      precision.pack(s, sStart, a, 0, rowCount * depth);
    }
    if (!plain && columnsStand) {
      precision.pack(x, xStart, b, 0, depth * count);
    }
    Object left = plain && rowsStand ? s : a;
    Object right = plain && columnsStand ? x : b;
    int rightStart = plain && columnsStand ? xStart : 0;
    Object sums = plain ? out : c;
    int sumStart = plain ? outStart : 0;
    int sumRow = plain ? outRow : count;
    for (int j0 = 0; j0 < count; j0 += COLUMNS) {
      int j1 = Math.min(count, j0 + COLUMNS);
      for (int k0 = 0; k0 < depth; k0 += DEPTH) {
        int k = Math.min(DEPTH, depth - k0);
        Start start = k0 == 0 ? Start.ZERO : Start.STORED;
        for (int i0 = 0; i0 < rowCount; i0 += ROWS) {
          int i1 = Math.min(rowCount, i0 + ROWS);
          int leftStart;
          int leftRow;
          int leftDepth;
          if (rowsStand) {
            leftRow = rows.freeStride;
            leftDepth = rows.depthStride;
            leftStart = (plain ? sStart : 0) + i0 * leftRow + k0 * leftDepth;
          } else {
            boolean across = rows.freeStride == 1 && rowCount > 1;
            leftRow = across ? 1 : k + PADDING;
            leftDepth = across ? i1 - i0 : 1;
            leftStart = 0;
            packRows(s, sStart, i0, i1, k0, k, leftRow, leftDepth);
          }
          for (int j = j0; j < j1; ) {
            int n = tiles.columns(j1 - j, tileRows);
            int bStart = columnsStand ? rightStart + k0 * step + j : (j - j0) * k;
            int bDepth = columnsStand ? step : n;
            if (!columnsStand && i0 == 0) {
              packColumns(x, xStart, width, j, n, k0, k, bStart);
            }
            for (int i = i0; i < i1; ) {
              int m = tiles.rows(i1 - i);
              int blocks = (i1 - i) / m;
              tiles
                  .tile(m, n)
                  .run(
                      left,
                      leftStart + (i - i0) * leftRow,
                      leftRow,
                      leftDepth,
                      right,
                      bStart,
                      bDepth,
                      sums,
                      sumStart + i * sumRow + j,
                      sumRow,
                      k,
                      blocks,
                      start,
                      n);
              i += m * blocks;
            }
            j += n;
          }
          if (!plain && k0 + k == depth) {
            for (int row = i0; row < i1; row++) {
              precision.unpack(c, row * count + j0, out, outStart + row * outRow + j0, j1 - j0);
            }
          }
        }
      }
    }
  }

  private void reserve(int rowCount, int depth, int count) {
    a = precision.atLeast(a, SMALL + ROWS * (Math.min(DEPTH, depth) + PADDING));
    b = precision.atLeast(b, Math.max(SMALL, Math.min(COLUMNS, count) * Math.min(DEPTH, depth)));
    if (precision != Precision.DOUBLE) {
      c = precision.atLeast(c, Math.multiplyExact(rowCount, count));
    }
  }

  /// Rows of factors, copied along the axis that stands closer.
  private void packRows(
      double[] s, int sStart, int i0, int i1, int k0, int depth, int row, int step) {
    if (row == 1) {
      for (int k = 0; k < depth; k++) {
        precision.pack(s, sStart + rows.free[i0] + rows.contracted[k0 + k], a, k * step, i1 - i0);
      }
    } else {
      for (int i = i0; i < i1; i++) {
        pack(s, sStart + rows.free[i], rows, k0, depth, a, (i - i0) * row, 1);
      }
    }
  }

  /// The factors of a tile's columns side by side for each k.
  private void packColumns(
      double[] x, int xStart, int width, int j, int n, int k0, int depth, int at) {
    if (width > 1 || columns.isContiguous()) {
      for (int k = 0; k < depth; k++) {
        int from = xStart + columns.contracted[k0 + k] * width + j;
        precision.pack(x, from, b, at + k * n, n);
      }
    } else {
      for (int column = 0; column < n; column++) {
        pack(x, xStart + columns.free[j + column], columns, k0, depth, b, at + column, n);
      }
    }
  }

  private void pack(
      double[] from, int start, Side side, int k0, int depth, Object to, int at, int step) {
    if (side.depthStride == Side.IRREGULAR) {
      for (int k = 0; k < depth; k++) {
        precision.pack(from, start + side.contracted[k0 + k], to, at + k * step, 1);
      }
    } else if (side.depthStride == 1 && step == 1) {
      precision.pack(from, start + k0, to, at, depth);
    } else {
      int first = start + k0 * side.depthStride;
      precision.scatter(from, first, side.depthStride, to, at, step, depth);
    }
  }
}
