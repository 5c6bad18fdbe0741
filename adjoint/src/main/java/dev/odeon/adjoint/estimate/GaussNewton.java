package dev.odeon.adjoint.estimate;

import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/// The inverse of the Gauss-Newton matrix `J^T J`, from which standard errors come. Columns of J
/// are brought to length 1 first, so that it does not matter in which units parameters are.
final class GaussNewton {
  /// Below this ratio of smallest to largest eigenvalue, data do not determine all parameters.
  private static final double RANK = 1e-14;

  private final double conditionNumber;
  private final RealMatrix inverse;

  /// @param j the Jacobian of the residuals, or the R of its QR factorisation; not changed
  GaussNewton(RealMatrix j) {
    int p = j.getColumnDimension();
    RealMatrix scaled = j.copy();
    double[] length = new double[p];
    for (int c = 0; c < p; c++) {
      length[c] = j.getColumnVector(c).getNorm();
      if (length[c] > 0) {
        scaled.setColumnVector(c, j.getColumnVector(c).mapDivide(length[c]));
      }
    }
    RealMatrix normal = scaled.transposeMultiply(scaled);
    boolean finite = Double.isFinite(normal.getNorm1());
    EigenDecompositionSymmetric eigen =
        new EigenDecompositionSymmetric(finite ? normal : MatrixUtils.createRealMatrix(p, p));
    double largest = eigen.getEigenvalue(0);
    double smallest = eigen.getEigenvalue(p - 1);
    boolean determined = finite && smallest > RANK * largest;
    conditionNumber = determined ? Math.sqrt(largest / smallest) : Double.POSITIVE_INFINITY;
    inverse = MatrixUtils.createRealMatrix(p, p);
    for (int a = 0; a < p; a++) {
      for (int b = 0; b < p; b++) {
        double sum = 0;
        for (int k = 0; determined && k < p; k++) {
          double[] v = eigen.getEigenvector(k).toArray();
          sum += v[a] * v[b] / eigen.getEigenvalue(k);
        }
        double infinite = a == b ? Double.POSITIVE_INFINITY : Double.NaN;
        inverse.setEntry(a, b, determined ? sum / (length[a] * length[b]) : infinite);
      }
    }
  }

  /// The ratio of largest to smallest singular value of J with columns of length 1; infinite if
  /// data do not determine all parameters.
  double conditionNumber() {
    return conditionNumber;
  }

  /// An element of the inverse; where data do not determine all parameters infinite on the diagonal
  /// and NaN elsewhere.
  double inverse(int row, int column) {
    return inverse.getEntry(row, column);
  }
}
