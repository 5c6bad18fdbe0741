package dev.odeon.nn.backend.cpu.kernel;

/// How operands come into the arrays that tiles read, and sums out of those that tiles write.
///
/// Loops of conversions that HotSpot turns into vector code by itself. Vector operations would be
/// on vectors of floats of half the width, and HotSpot makes worse code of the tiles once such ones
/// run too. Its own loops are fast on long rows only.
///
/// @param pack from doubles to elements
/// @param unpack from elements to doubles
record Copiers(Copier pack, Copier unpack) {
  private static final Copiers DOUBLES = new Copiers(Copiers::same, Copiers::same);
  private static final Copiers FLOATS = new Copiers(Copiers::toFloats, Copiers::toDoubles);

  static Copiers of(Precision precision) {
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

  private static void toDoubles(
      Object from, int start, int row, Object to, int at, int toRow, int rows, int columns) {
    if (row == columns && toRow == columns) {
      doubles((float[]) from, start, (double[]) to, at, rows * columns);
      return;
    }
    for (int i = 0; i < rows; i++) {
      doubles((float[]) from, start + i * row, (double[]) to, at + i * toRow, columns);
    }
  }

  private static void doubles(float[] x, int start, double[] y, int at, int count) {
    for (int i = 0; i < count; i++) {
      y[at + i] = x[start + i];
    }
  }
}
