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
    Copiers copiers = Copiers.of(precision, tiles.engine());
    int tileRows = tiles.rows(Math.min(ROWS, rowCount));
    reserve(rowCount, depth, count);
    if (!plain && rowsStand) {
      copiers.pack().copy(s, sStart, 0, a, 0, 0, 1, rowCount * depth);
    }
    if (!plain && columnsStand) {
      copiers.pack().copy(x, xStart, 0, b, 0, 0, 1, depth * count);
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
            packRows(s, sStart, i0, i1, k0, k, leftRow, leftDepth, copiers.pack());
          }
          for (int j = j0; j < j1; ) {
            int n = tiles.columns(j1 - j, tileRows);
            int bStart = columnsStand ? rightStart + k0 * step + j : (j - j0) * k;
            int bDepth = columnsStand ? step : n;
            if (!columnsStand && i0 == 0) {
              packColumns(x, xStart, width, j, n, k0, k, bStart, copiers.pack());
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
            copiers
                .unpack()
                .copy(
                    c,
                    i0 * count + j0,
                    count,
                    out,
                    outStart + i0 * outRow + j0,
                    outRow,
                    i1 - i0,
                    j1 - j0);
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
      double[] s,
      int sStart,
      int i0,
      int i1,
      int k0,
      int depth,
      int row,
      int step,
      Copier copier) {
    if (row == 1) {
      int first = sStart + rows.free[i0];
      alongFree(s, first, rows, 1, k0, depth, a, 0, step, i1 - i0, copier);
    } else {
      for (int i = i0; i < i1; i++) {
        alongDepth(s, sStart + rows.free[i], rows, k0, depth, a, (i - i0) * row, 1, copier);
      }
    }
  }

  /// The factors of a tile's columns side by side for each k.
  private void packColumns(
      double[] x,
      int xStart,
      int width,
      int j,
      int n,
      int k0,
      int depth,
      int at,
      Copier copier) {
    if (width > 1 || columns.isContiguous()) {
      alongFree(x, xStart + j, columns, width, k0, depth, b, at, n, n, copier);
    } else {
      for (int column = 0; column < n; column++) {
        int first = xStart + columns.free[j + column];
        alongDepth(x, first, columns, k0, depth, b, at + column, n, copier);
      }
    }
  }

  /// Copies neighbours for each of the contracted index.
  private static void alongFree(
      double[] from,
      int first,
      Side side,
      int width,
      int k0,
      int depth,
      Object to,
      int at,
      int step,
      int count,
      Copier copier) {
    int start = first + side.contracted[k0] * width;
    if (side.depthStride != Side.IRREGULAR) {
      copier.copy(from, start, side.depthStride * width, to, at, step, depth, count);
    } else {
      for (int k = 0; k < depth; k++) {
        int row = first + side.contracted[k0 + k] * width;
        copier.copy(from, row, 0, to, at + k * step, 0, 1, count);
      }
    }
  }

  /// Copies one element for each of the contracted index, to every `step`-th place.
  private void alongDepth(
      double[] from,
      int first,
      Side side,
      int k0,
      int depth,
      Object to,
      int at,
      int step,
      Copier copier) {
    if (side.depthStride == Side.IRREGULAR) {
      for (int k = 0; k < depth; k++) {
        copier.copy(from, first + side.contracted[k0 + k], 0, to, at + k * step, 0, 1, 1);
      }
    } else if (side.depthStride == 1 && step == 1) {
      copier.copy(from, first + k0, 0, to, at, 0, 1, depth);
    } else {
      int start = first + k0 * side.depthStride;
      precision.scatter(from, start, side.depthStride, to, at, step, depth);
    }
  }
}
