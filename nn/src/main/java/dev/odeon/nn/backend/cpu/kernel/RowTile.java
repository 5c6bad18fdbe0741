package dev.odeon.nn.backend.cpu.kernel;

import java.util.Arrays;

/// The scalar twin of the vector tiles.
///
/// @param precision element type
/// @param rows rows of a group
record RowTile(Precision precision, int rows) implements Tile {
  @Override
  public void run(
      Object a,
      int aStart,
      int aRow,
      int aDepth,
      Object b,
      int bStart,
      int bDepth,
      Object c,
      int cStart,
      int cRow,
      int depth,
      int blocks,
      int aBlock,
      Start start,
      int columns) {
    for (int row = 0; row < blocks * rows; row++) {
      int from = aStart + row / rows * aBlock + row % rows * aRow;
      int to = cStart + row * cRow;
      switch (precision) {
        case DOUBLE -> {
          double[] sums = (double[]) c;
          if (start == Start.ZERO) {
            Arrays.fill(sums, to, to + columns, 0);
          }
          add((double[]) a, from, aDepth, (double[]) b, bStart, bDepth, sums, to, depth, columns);
        }
        case FLOAT -> {
          float[] sums = (float[]) c;
          if (start == Start.ZERO) {
            Arrays.fill(sums, to, to + columns, 0);
          }
          add((float[]) a, from, aDepth, (float[]) b, bStart, bDepth, sums, to, depth, columns);
        }
      }
    }
  }

  /// Four of k at a time in their order, so that the row of sums is read and written once for them.
  private static void add(
      double[] a,
      int from,
      int aDepth,
      double[] b,
      int bStart,
      int bDepth,
      double[] c,
      int to,
      int depth,
      int columns) {
    int k = 0;
    for (; k + 4 <= depth; k += 4) {
      double a0 = a[from + k * aDepth];
      double a1 = a[from + (k + 1) * aDepth];
      double a2 = a[from + (k + 2) * aDepth];
      double a3 = a[from + (k + 3) * aDepth];
      int b0 = bStart + k * bDepth;
      int b1 = b0 + bDepth;
      int b2 = b1 + bDepth;
      int b3 = b2 + bDepth;
      for (int j = 0; j < columns; j++) {
        double sum = Math.fma(a0, b[b0 + j], c[to + j]);
        sum = Math.fma(a1, b[b1 + j], sum);
        sum = Math.fma(a2, b[b2 + j], sum);
        c[to + j] = Math.fma(a3, b[b3 + j], sum);
      }
    }
    for (; k < depth; k++) {
      double factor = a[from + k * aDepth];
      int row = bStart + k * bDepth;
      for (int j = 0; j < columns; j++) {
        c[to + j] = Math.fma(factor, b[row + j], c[to + j]);
      }
    }
  }

  private static void add(
      float[] a,
      int from,
      int aDepth,
      float[] b,
      int bStart,
      int bDepth,
      float[] c,
      int to,
      int depth,
      int columns) {
    int k = 0;
    for (; k + 4 <= depth; k += 4) {
      float a0 = a[from + k * aDepth];
      float a1 = a[from + (k + 1) * aDepth];
      float a2 = a[from + (k + 2) * aDepth];
      float a3 = a[from + (k + 3) * aDepth];
      int b0 = bStart + k * bDepth;
      int b1 = b0 + bDepth;
      int b2 = b1 + bDepth;
      int b3 = b2 + bDepth;
      for (int j = 0; j < columns; j++) {
        float sum = Math.fma(a0, b[b0 + j], c[to + j]);
        sum = Math.fma(a1, b[b1 + j], sum);
        sum = Math.fma(a2, b[b2 + j], sum);
        c[to + j] = Math.fma(a3, b[b3 + j], sum);
      }
    }
    for (; k < depth; k++) {
      float factor = a[from + k * aDepth];
      int row = bStart + k * bDepth;
      for (int j = 0; j < columns; j++) {
        c[to + j] = Math.fma(factor, b[row + j], c[to + j]);
      }
    }
  }
}
