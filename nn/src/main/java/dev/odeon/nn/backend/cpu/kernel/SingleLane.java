package dev.odeon.nn.backend.cpu.kernel;

/// Sums over a single lane: what is summed itself, plus the zero that sums start from.
final class SingleLane {
  /// Columns from which on a row is worth a loop of its own.
  private static final int LONG_ROW = 8;

  private SingleLane() {}

  /// `out = x + 0`.
  static void sum(double[] x, int count, double[] out) {
    for (int i = 0; i < count; i++) {
      out[i] = x[i] + 0.0;
    }
  }

  /// `out[row][column] = (a[0][row] b[0][column] + a[1][row] b[1][column]) + ... + 0`, each product
  /// and sum rounded.
  static void products(
      double[][] a, double[][] b, int rows, int columns, double[] out, Precision precision) {
    for (int term = 0; term < a.length; term++) {
      double[] x = a[term];
      double[] y = b[term];
      switch (precision) {
        case DOUBLE -> {
          if (columns >= LONG_ROW) {
            longRows(x, y, rows, columns, out, term == 0);
          } else {
            shortRows(x, y, rows, columns, out, term == 0);
          }
        }
        case FLOAT -> floats(x, y, rows, columns, out, term == 0);
      }
    }
    sum(out, rows * columns, out);
  }

  private static void longRows(
      double[] x, double[] y, int rows, int columns, double[] out, boolean isFirst) {
    for (int row = 0; row < rows; row++) {
      double factor = x[row];
      int at = row * columns;
      if (isFirst) {
        for (int column = 0; column < columns; column++) {
          out[at + column] = factor * y[column];
        }
      } else {
        for (int column = 0; column < columns; column++) {
          out[at + column] += factor * y[column];
        }
      }
    }
  }

  private static void shortRows(
      double[] x, double[] y, int rows, int columns, double[] out, boolean isFirst) {
    for (int column = 0; column < columns; column++) {
      double factor = y[column];
      if (isFirst) {
        for (int row = 0; row < rows; row++) {
          out[row * columns + column] = x[row] * factor;
        }
      } else {
        for (int row = 0; row < rows; row++) {
          out[row * columns + column] += x[row] * factor;
        }
      }
    }
  }

  private static void floats(
      double[] x, double[] y, int rows, int columns, double[] out, boolean isFirst) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        float product = (float) x[row] * (float) y[column];
        int at = row * columns + column;
        out[at] = isFirst ? product : (float) out[at] + product;
      }
    }
  }
}
