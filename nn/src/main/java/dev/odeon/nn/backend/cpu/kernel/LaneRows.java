package dev.odeon.nn.backend.cpu.kernel;

/// Rows of lanes multiplied and added; loops that HotSpot turns into vector code by itself.
final class LaneRows {
  private LaneRows() {}

  /// `out += x * y`, rounded once. A factor that is the same for all lanes has stride 0.
  static void fma(
      double[] x,
      int xAt,
      int xStride,
      double[] y,
      int yAt,
      int yStride,
      double[] out,
      int at,
      int width,
      Precision precision) {
    switch (precision) {
      case DOUBLE -> doubles(x, xAt, xStride, y, yAt, yStride, out, at, width);
      case FLOAT -> {
        for (int i = 0; i < width; i++) {
          out[at + i] =
              Math.fma(
                  (float) x[xAt + i * xStride], (float) y[yAt + i * yStride], (float) out[at + i]);
        }
      }
    }
  }

  private static void doubles(
      double[] x,
      int xAt,
      int xStride,
      double[] y,
      int yAt,
      int yStride,
      double[] out,
      int at,
      int width) {
    if (xStride == 0) {
      double factor = x[xAt];
      for (int i = 0; i < width; i++) {
        out[at + i] = Math.fma(factor, y[yAt + i * yStride], out[at + i]);
      }
    } else if (yStride == 0) {
      double factor = y[yAt];
      for (int i = 0; i < width; i++) {
        out[at + i] = Math.fma(factor, x[xAt + i], out[at + i]);
      }
    } else {
      for (int i = 0; i < width; i++) {
        out[at + i] = Math.fma(x[xAt + i], y[yAt + i], out[at + i]);
      }
    }
  }
}
