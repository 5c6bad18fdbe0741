package dev.odeon.adjoint;

/// The quadrature on [0, 1] that is exact for polynomials up to degree 2 n - 1.
///
/// Nodes are the zeros of the Legendre polynomial P_n, by Newton's iteration; weights are `1 / ((1
/// - x^2) P_n'(x)^2)` for the zero x in [-1, 1]. Press et al., Numerical Recipes, 3rd ed., section
///   4.6.
final class GaussLegendre {
  private final double[] nodes;
  private final double[] weights;

  /// With `count` nodes.
  GaussLegendre(int count) {
    nodes = new double[count];
    weights = new double[count];
    for (int i = 0; i < count; i++) {
      double x = -StrictMath.cos(Math.PI * (i + 0.75) / (count + 0.5));
      double slope = 1;
      for (int iteration = 0; iteration < 10; iteration++) {
        double before = 0;
        double now = 1;
        for (int k = 1; k <= count; k++) {
          double next = ((2 * k - 1) * x * now - (k - 1) * before) / k;
          before = now;
          now = next;
        }
        slope = count * (x * now - before) / (x * x - 1);
        x -= now / slope;
      }
      nodes[i] = (1 + x) / 2;
      weights[i] = 1 / ((1 - x * x) * slope * slope);
    }
  }

  int count() {
    return nodes.length;
  }

  double node(int i) {
    return nodes[i];
  }

  double weight(int i) {
    return weights[i];
  }
}
