package dev.odeon.nn.backend.cpu.kernel;

/// The product of a matrix whose contracted elements stand closest, and a vector, without lanes.
/// Eight sums at a time, which do not wait for each other; packing the matrix would cost as much.
record MatrixVector(Precision precision, Side matrix, Side vector) {
  private static final int TOGETHER = 8;

  void run(double[] m, double[] v, double[] out) {
    int size = matrix.free.length;
    for (int batch = 0; batch < matrix.batch.length; batch++) {
      int mStart = matrix.batch[batch];
      int vStart = vector.batch[batch];
      int i = 0;
      if (precision == Precision.DOUBLE && matrix.isRegular()) {
        for (; i + TOGETHER <= size; i += TOGETHER) {
          eight(m, mStart + matrix.free[i], v, vStart, out, batch * size + i);
        }
      }
      for (; i < size; i++) {
        out[batch * size + i] = one(m, mStart + matrix.free[i], v, vStart);
      }
    }
  }

  private void eight(double[] m, int from, double[] v, int vStart, double[] out, int at) {
    int apart = matrix.freeStride;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    for (int k = 0; k < matrix.depth(); k++) {
      double x = v[vStart + vector.contracted[k]];
      int i = from + k * matrix.depthStride;
      s0 = Math.fma(m[i], x, s0);
      s1 = Math.fma(m[i + apart], x, s1);
      s2 = Math.fma(m[i + 2 * apart], x, s2);
      s3 = Math.fma(m[i + 3 * apart], x, s3);
      s4 = Math.fma(m[i + 4 * apart], x, s4);
      s5 = Math.fma(m[i + 5 * apart], x, s5);
      s6 = Math.fma(m[i + 6 * apart], x, s6);
      s7 = Math.fma(m[i + 7 * apart], x, s7);
    }
    out[at] = s0;
    out[at + 1] = s1;
    out[at + 2] = s2;
    out[at + 3] = s3;
    out[at + 4] = s4;
    out[at + 5] = s5;
    out[at + 6] = s6;
    out[at + 7] = s7;
  }

  private double one(double[] m, int from, double[] v, int vStart) {
    double sum = 0;
    for (int k = 0; k < matrix.depth(); k++) {
      double x = m[from + matrix.contracted[k]];
      double y = v[vStart + vector.contracted[k]];
      sum =
          precision == Precision.DOUBLE
              ? Math.fma(x, y, sum)
              : Math.fma((float) x, (float) y, (float) sum);
    }
    return sum;
  }
}
