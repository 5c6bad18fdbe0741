package dev.odeon.adjoint;

/// Sums of blocks in the order that lane sums have: a binary tree, the larger power of two on the
/// left.
public final class BlockSums {
  private BlockSums() {}

  /// Adds up `partial[0..n)`; leaves the sum in `partial[0]`.
  public static void combine(double[][] partial) {
    combine(partial, 0, partial.length);
  }

  private static void combine(double[][] partial, int first, int last) {
    if (last - first <= 1) {
      return;
    }
    int half = Integer.highestOneBit(last - first - 1);
    combine(partial, first, first + half);
    combine(partial, first + half, last);
    double[] left = partial[first];
    double[] right = partial[first + half];
    for (int i = 0; i < left.length; i++) {
      left[i] += right[i];
    }
  }
}
