package dev.odeon.nn.optim;

/// Sums over flat vectors, in ascending order of the index.
public final class Vectors {
  private Vectors() {}

  /// Σ aᵢbᵢ.
  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /// √Σ aᵢ², without overflow or underflow of the squares.
  public static double norm(double[] a) {
    double largest = largest(a);
    if (largest == 0 || !Double.isFinite(largest)) {
      return largest;
    }
    double sum = 0;
    for (double x : a) {
      sum += (x / largest) * (x / largest);
    }
    return largest * Math.sqrt(sum);
  }

  /// max |aᵢ|, NaN if any element is, 0 if there are none.
  public static double largest(double[] a) {
    double largest = 0;
    for (double x : a) {
      largest = Math.max(largest, Math.abs(x));
    }
    return largest;
  }

  /// Whether every element is finite.
  public static boolean isFinite(double[] a) {
    return Double.isFinite(largest(a));
  }
}
