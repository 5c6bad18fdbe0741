package dev.odeon.nn.backend.cpu.kernel;

/// How operands come into the arrays that tiles read.
///
/// Loops of conversions that HotSpot turns into vector code by itself, fast on long rows only.
final class Copiers {
  private static final Copier DOUBLES = Copiers::same;
  private static final Copier FLOATS = Copiers::toFloats;

  private Copiers() {}

  /// From doubles to elements of `precision`.
  static Copier packing(Precision precision) {
    return switch (precision) {
      case DOUBLE -> DOUBLES;
      case FLOAT -> FLOATS;
    };
  }

  /// Copies elements between arrays of one type.
  static void same(
      Object from, int start, int row, Object to, int at, int toRow, int rows, int columns) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(from, start + i * row, to, at + i * toRow, columns);
    }
  }

  private static void toFloats(
      Object from, int start, int row, Object to, int at, int toRow, int rows, int columns) {
    if (row == columns && toRow == columns) {
      floats((double[]) from, start, (float[]) to, at, rows * columns);
      return;
    }
    for (int i = 0; i < rows; i++) {
      floats((double[]) from, start + i * row, (float[]) to, at + i * toRow, columns);
    }
  }

  private static void floats(double[] x, int start, float[] y, int at, int count) {
    for (int i = 0; i < count; i++) {
      y[at + i] = (float) x[start + i];
    }
  }
}
