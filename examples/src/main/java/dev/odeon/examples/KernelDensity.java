package dev.odeon.examples;

/// A kernel density estimate in the plane: the mean of round normal densities around the samples.
/// Its width is the one of highest leave-one-out likelihood of the samples themselves.
///
/// Silverman, Density estimation for statistics and data analysis (1986), sections 3.4.4 and 4.2.
final class KernelDensity {
  private static final double NARROWEST = 0.03;
  private static final double WIDEST = 1;
  private static final int WIDTHS = 30;

  private final double[] samples;
  private final int count;
  private final double width;

  private KernelDensity(double[] samples, int count, double width) {
    this.samples = samples;
    this.count = count;
    this.width = width;
  }

  /// @param samples `[component][sample]`
  static KernelDensity of(double[] samples, int count) {
    KernelDensity best = new KernelDensity(samples, count, WIDEST);
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < WIDTHS; i++) {
      double fraction = i / (WIDTHS - 1.0);
      double width = NARROWEST * Math.pow(WIDEST / NARROWEST, fraction);
      KernelDensity candidate = new KernelDensity(samples, count, width);
      double likelihood = candidate.leaveOneOut();
      if (likelihood > highest) {
        highest = likelihood;
        best = candidate;
      }
    }
    return best;
  }

  double width() {
    return width;
  }

  /// The logarithm of the density at each of `points`, `[component][point]`.
  double[] logDensity(double[] points, int length) {
    double[] result = new double[length];
    for (int i = 0; i < length; i++) {
      result[i] = Math.log(sum(points[i], points[length + i]) * scale(count));
    }
    return result;
  }

  private double leaveOneOut() {
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += Math.log((sum(samples[i], samples[count + i]) - 1) * scale(count - 1));
    }
    return total;
  }

  private double sum(double x, double y) {
    double sum = 0;
    double factor = -0.5 / (width * width);
    for (int i = 0; i < count; i++) {
      double dx = x - samples[i];
      double dy = y - samples[count + i];
      sum += Math.exp(factor * (dx * dx + dy * dy));
    }
    return sum;
  }

  private double scale(int kernels) {
    return 1 / (2 * Math.PI * width * width * kernels);
  }
}
