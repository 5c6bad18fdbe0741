package dev.odeon.ode.problem;

import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The Jacobian that a user gives, and its products. The matrix of the last point is kept, since a
/// solver asks for one product a column there.
final class KnownJacobian {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Point(double t, double[] y, double[][] matrix) {
    boolean isAt(double time, double[] state) {
      return t == time && java.util.Arrays.equals(y, state);
    }
  }

  private final OpaqueJacobian code;
  private final AtomicReference<@Nullable Point> last = new AtomicReference<>();

  KnownJacobian(OpaqueJacobian code) {
    this.code = code;
  }

  private double[][] at(double t, double[] y) {
    Point known = last.get();
    if (known == null || !known.isAt(t, y)) {
      double[][] matrix = new double[y.length][y.length];
      try {
        code.compute(t, y.clone(), matrix);
      } catch (RuntimeException e) {
        FieldFailure.report(t, y, e);
        for (double[] row : matrix) {
          java.util.Arrays.fill(row, Double.NaN);
        }
        // Not kept: whoever asks again for the reason hears it.
        return matrix;
      }
      known = new Point(t, y.clone(), matrix);
      last.set(known);
    }
    return known.matrix();
  }

  /// Adds `J v` to `product`.
  void addTimes(double t, double[] y, double[] v, double[] product) {
    double[][] matrix = at(t, y);
    for (int i = 0; i < y.length; i++) {
      double sum = product[i];
      for (int j = 0; j < y.length; j++) {
        sum = Math.fma(matrix[i][j], v[j], sum);
      }
      product[i] = sum;
    }
  }

  /// Writes `J^T w` to `product`.
  void transposedTimes(double t, double[] y, double[] w, double[] product) {
    double[][] matrix = at(t, y);
    for (int j = 0; j < y.length; j++) {
      int column = j;
      product[j] = IntStream.range(0, y.length).mapToDouble(i -> matrix[i][column] * w[i]).sum();
    }
  }
}
