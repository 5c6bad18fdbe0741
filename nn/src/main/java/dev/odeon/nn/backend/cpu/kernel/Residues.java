package dev.odeon.nn.backend.cpu.kernel;

/// The fixed tree over the sixteen accumulators of a sum.
final class Residues {
  /// Number of accumulators.
  static final int COUNT = 16;

  private Residues() {}

  /// The sum of sixteen numbers. Those that nothing was added to are +0; as none is -0, this adds
  /// nothing to the others.
  static double tree(double[] x, int at, Precision precision) {
    double s0 = precision.round(x[at] + x[at + 8]);
    double s1 = precision.round(x[at + 1] + x[at + 9]);
    double s2 = precision.round(x[at + 2] + x[at + 10]);
    double s3 = precision.round(x[at + 3] + x[at + 11]);
    double s4 = precision.round(x[at + 4] + x[at + 12]);
    double s5 = precision.round(x[at + 5] + x[at + 13]);
    double s6 = precision.round(x[at + 6] + x[at + 14]);
    double s7 = precision.round(x[at + 7] + x[at + 15]);
    return tree(s0, s1, s2, s3, s4, s5, s6, s7, precision);
  }

  /// The rest of the trees of `count` sums, eight numbers each.
  static void halves(double[] x, int from, double[] out, int at, int count, Precision precision) {
    for (int i = 0; i < count; i++) {
      int k = from + i * COUNT / 2;
      out[at + i] =
          switch (precision) {
            case DOUBLE ->
                ((x[k] + x[k + 4]) + (x[k + 2] + x[k + 6]))
                    + ((x[k + 1] + x[k + 5]) + (x[k + 3] + x[k + 7]));
            case FLOAT ->
                tree(
                    x[k], x[k + 1], x[k + 2], x[k + 3], x[k + 4], x[k + 5], x[k + 6], x[k + 7],
                    precision);
          };
    }
  }

  private static double tree(
      double s0,
      double s1,
      double s2,
      double s3,
      double s4,
      double s5,
      double s6,
      double s7,
      Precision precision) {
    double t0 = precision.round(s0 + s4);
    double t1 = precision.round(s1 + s5);
    double t2 = precision.round(s2 + s6);
    double t3 = precision.round(s3 + s7);
    return precision.round(precision.round(t0 + t2) + precision.round(t1 + t3));
  }

  /// The same for sixteen rows of `width` numbers; the sums go to `out`.
  static void rows(double[] x, int width, double[] out, int at, Precision precision) {
    for (int apart = COUNT / 2; apart > 1; apart /= 2) {
      addRow(x, 0, x, apart * width, x, 0, apart * width, precision);
    }
    addRow(x, 0, x, width, out, at, width, precision);
  }

  /// `out = x + y` for rows of numbers.
  static void addRow(
      double[] x,
      int xAt,
      double[] y,
      int yAt,
      double[] out,
      int at,
      int width,
      Precision precision) {
    switch (precision) {
      case DOUBLE -> {
        for (int i = 0; i < width; i++) {
          out[at + i] = x[xAt + i] + y[yAt + i];
        }
      }
      case FLOAT -> {
        for (int i = 0; i < width; i++) {
          out[at + i] = (float) (x[xAt + i] + y[yAt + i]);
        }
      }
    }
  }
}
