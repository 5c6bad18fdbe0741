package dev.odeon.adjoint;

import dev.odeon.nn.trace.Tensor;

/// Polynomials over s in [0, 1] by their coefficients of the Chebyshev polynomials of `x = 2 s -
/// 1`. A polynomial of degree below n is found exactly, up to rounding, from its values at n nodes.
///
/// See Trefethen, Approximation Theory and Approximation Practice, chapters 3 and 4.
final class Chebyshev {
  private final int count;
  private final double[] nodes;
  private final double[] transform;

  /// For polynomials of `count` coefficients.
  Chebyshev(int count) {
    this.count = count;
    nodes = new double[count];
    transform = new double[count * count];
    for (int j = 0; j < count; j++) {
      double angle = Math.PI * (2 * j + 1) / (2 * count);
      nodes[j] = (1 - StrictMath.cos(angle)) / 2;
      for (int k = 0; k < count; k++) {
        double sign = k % 2 == 0 ? 1 : -1;
        transform[k * count + j] = sign * StrictMath.cos(k * angle) * (k == 0 ? 1 : 2) / count;
      }
    }
  }

  int count() {
    return count;
  }

  /// The nodes in [0, 1], ascending.
  double[] nodes() {
    return nodes.clone();
  }

  /// Coefficients of the components of a vector, to column `column` of `[n, d][column]`.
  ///
  /// @param values at the nodes, `[n, d]`
  void coefficients(double[] values, int dimension, double[] target, int column, int columns) {
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < dimension; i++) {
        double sum = 0;
        for (int j = 0; j < count; j++) {
          sum = Math.fma(transform[k * count + j], values[j * dimension + i], sum);
        }
        target[(k * dimension + i) * columns + column] = sum;
      }
    }
  }

  /// The vector at `s` of column `column`, to `target`, `[d]`.
  void value(
      double[] coefficients, int dimension, int column, int columns, double s, double[] target) {
    double x = 2 * s - 1;
    for (int i = 0; i < dimension; i++) {
      double before = 1;
      double now = x;
      double sum = coefficients[i * columns + column];
      for (int k = 1; k < count; k++) {
        sum = Math.fma(coefficients[(k * dimension + i) * columns + column], now, sum);
        double next = 2 * x * now - before;
        before = now;
        now = next;
      }
      target[i] = sum;
    }
  }

  /// The vector at `s`, traced, of length `dimension`.
  ///
  /// @param coefficients `[n d]`
  static Tensor trace(Tensor coefficients, int dimension, Tensor s) {
    Tensor x = s.times(2).minus(1);
    Tensor before = x.scalar(1);
    Tensor now = x;
    Tensor sum = coefficients.slice(0, dimension);
    for (int at = dimension; at < coefficients.shape().size(); at += dimension) {
      sum = coefficients.slice(at, at + dimension).fma(now, sum);
      Tensor next = x.times(now).times(2).minus(before);
      before = now;
      now = next;
    }
    return sum;
  }
}
