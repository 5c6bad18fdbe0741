package dev.odeon.nn.backend.cpu.kernel;

import java.util.Arrays;

/// A product with a single element, which accumulates by residues.
final class InnerProduct {
  private final Precision precision;
  private final Side left;
  private final Side right;
  private double[] accumulators = new double[Residues.COUNT];

  InnerProduct(Precision precision, Side left, Side right) {
    this.precision = precision;
    this.left = left;
    this.right = right;
  }

  /// @param aLanes lanes of a: `width` or 1
  /// @param bLanes lanes of b
  void run(double[] a, int aLanes, double[] b, int bLanes, double[] out, int width) {
    int depth = left.depth();
    if (depth == 0) {
      Arrays.fill(out, 0, width, 0);
    } else if (width == 1) {
      out[0] = single(a, b);
    } else {
      int size = Residues.COUNT * width;
      if (accumulators.length < size) {
        accumulators = new double[size];
      }
      Arrays.fill(accumulators, 0, size, 0);
      for (int k = 0; k < depth; k++) {
        LaneRows.fma(
            a,
            left.contracted[k] * aLanes,
            aLanes == 1 ? 0 : 1,
            b,
            right.contracted[k] * bLanes,
            bLanes == 1 ? 0 : 1,
            accumulators,
            k % Residues.COUNT * width,
            width,
            precision);
      }
      Residues.rows(accumulators, width, out, 0, precision);
    }
  }

  private double single(double[] a, double[] b) {
    int depth = left.depth();
    Arrays.fill(accumulators, 0, Residues.COUNT, 0);
    for (int k0 = 0; k0 < depth; k0 += Residues.COUNT) {
      int end = Math.min(Residues.COUNT, depth - k0);
      for (int r = 0; r < end; r++) {
        double x = a[left.contracted[k0 + r]];
        double y = b[right.contracted[k0 + r]];
        accumulators[r] =
            precision == Precision.DOUBLE
                ? Math.fma(x, y, accumulators[r])
                : Math.fma((float) x, (float) y, (float) accumulators[r]);
      }
    }
    return Residues.tree(accumulators, 0, precision);
  }
}
