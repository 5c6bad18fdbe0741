package dev.odeon.nn.backend.cpu.kernel;

import java.util.Arrays;

/// Products of two operands that differ from lane to lane: rows of lanes, two of the contracted
/// index at a time.
record LaneProduct(Precision precision, Side left, Side right) {
  void run(double[] a, double[] b, double[] out, int lanes) {
    int e = 0;
    for (int batch = 0; batch < left.batch.length; batch++) {
      for (int i : left.free) {
        for (int j : right.free) {
          element(a, left.batch[batch] + i, b, right.batch[batch] + j, out, e, lanes);
          e += lanes;
        }
      }
    }
  }

  private void element(double[] a, int i, double[] b, int j, double[] out, int e, int lanes) {
    if (left.depth() == 0) {
      Arrays.fill(out, e, e + lanes, 0);
      return;
    }
    for (int k = 0; k < left.depth(); k++) {
      int x = (i + left.contracted[k]) * lanes;
      int y = (j + right.contracted[k]) * lanes;
      if (k == 0) {
        first(a, x, b, y, out, e, lanes);
      } else {
        LaneRows.fma(a, x, 1, b, y, 1, out, e, lanes, precision);
      }
    }
  }

  private void first(double[] a, int x, double[] b, int y, double[] out, int e, int lanes) {
    switch (precision) {
      case DOUBLE -> {
        for (int lane = 0; lane < lanes; lane++) {
          out[e + lane] = Math.fma(a[x + lane], b[y + lane], 0.0);
        }
      }
      case FLOAT -> {
        for (int lane = 0; lane < lanes; lane++) {
          out[e + lane] = Math.fma((float) a[x + lane], (float) b[y + lane], 0f);
        }
      }
    }
  }
}
