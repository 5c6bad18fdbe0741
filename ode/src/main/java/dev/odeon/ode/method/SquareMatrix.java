package dev.odeon.ode.method;

import java.util.Arrays;

/// A small square matrix of coefficients. Immutable.
final class SquareMatrix {
  private final double[][] rows;

  private SquareMatrix(double[][] rows) {
    this.rows = rows;
  }

  /// The matrix of these rows.
  ///
  /// @throws IllegalArgumentException if they are not as long as they are many
  static SquareMatrix of(double[][] rows) {
    for (double[] row : rows) {
      if (row.length != rows.length) {
        throw new IllegalArgumentException(
            "row of length " + row.length + " in a matrix of " + rows.length + " rows");
      }
    }
    return new SquareMatrix(Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new));
  }

  double at(int i, int j) {
    return rows[i][j];
  }

  double[] row(int i) {
    return rows[i].clone();
  }

  double[][] toRows() {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }

  SquareMatrix times(SquareMatrix other) {
    int n = rows.length;
    double[][] product = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          product[i][j] += rows[i][k] * other.rows[k][j];
        }
      }
    }
    return new SquareMatrix(product);
  }

  /// The inverse, by elimination with exchange of rows.
  SquareMatrix inverse() {
    int n = rows.length;
    double[][] left = toRows();
    double[][] right = new double[n][n];
    for (int i = 0; i < n; i++) {
      right[i][i] = 1;
    }
    for (int k = 0; k < n; k++) {
      int best = k;
      for (int i = k + 1; i < n; i++) {
        best = Math.abs(left[i][k]) > Math.abs(left[best][k]) ? i : best;
      }
      exchange(left, k, best);
      exchange(right, k, best);
      for (int i = 0; i < n; i++) {
        if (i != k) {
          double factor = left[i][k] / left[k][k];
          subtract(left[i], factor, left[k]);
          subtract(right[i], factor, right[k]);
        }
      }
    }
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < n; j++) {
        right[k][j] /= left[k][k];
      }
    }
    return new SquareMatrix(right);
  }

  private static void exchange(double[][] matrix, int i, int k) {
    double[] held = matrix[i];
    matrix[i] = matrix[k];
    matrix[k] = held;
  }

  private static void subtract(double[] from, double factor, double[] row) {
    for (int j = 0; j < from.length; j++) {
      from[j] -= factor * row[j];
    }
  }
}
