package dev.odeon.nn.backend.cpu.kernel;

/// How operands come into the arrays that tiles read, and sums out of those that tiles write.
///
/// @param pack from doubles to elements
/// @param unpack from elements to doubles
record Copiers(Copier pack, Copier unpack) {
  private static final Copiers DOUBLES = new Copiers(Copiers::doubles, Copiers::doubles);
  private static final Copiers FLOATS = new Copiers(Copiers::toFloats, Copiers::toDoubles);

  /// Loaded only when asked for: without the vector module there are none.
  private static final class Vectors {
    static final Copiers FLOATS =
        new Copiers(CopierCompiler.narrowing(), CopierCompiler.widening());
    static final Copiers MEASURED =
        new Copiers(
            MeasuredCopier.narrowing(Copiers.FLOATS.pack, FLOATS.pack),
            MeasuredCopier.widening(Copiers.FLOATS.unpack, FLOATS.unpack));
  }

  static Copiers of(Precision precision, Preference preference) {
    return switch (precision) {
      case DOUBLE -> DOUBLES;
      case FLOAT ->
          switch (preference) {
            case MEASURED -> Vectors.MEASURED;
            case SCALAR -> FLOATS;
            case VECTOR -> Vectors.FLOATS;
          };
    };
  }

  private static void doubles(
      Object from, int start, int row, Object to, int at, int toRow, int rows, int columns) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(from, start + i * row, to, at + i * toRow, columns);
    }
  }

  private static void toFloats(
      Object from, int start, int row, Object to, int at, int toRow, int rows, int columns) {
    double[] x = (double[]) from;
    float[] y = (float[]) to;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        y[at + i * toRow + j] = (float) x[start + i * row + j];
      }
    }
  }

  private static void toDoubles(
      Object from, int start, int row, Object to, int at, int toRow, int rows, int columns) {
    float[] x = (float[]) from;
    double[] y = (double[]) to;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        y[at + i * toRow + j] = x[start + i * row + j];
      }
    }
  }
}
