package dev.odeon.ode.method;

import java.util.Arrays;

/// The coefficients of the three-stage Radau IIA method, and of the transformation T that splits
/// its stages: `T^-1 A^-1 T` has the blocks `mu` and `((alpha, beta), (-beta, alpha))`.
///
/// With `z_i = h sum_j a_ij f(t + c_j h, y + z_j)` the new state is `y + z_3`. A follows from the
/// nodes by collocation. The error of a step is `(h f(t, y) + sum_i e_i z_i) / mu`, filtered by `(I
/// - h/mu J)^-1`. On construction it proves the order conditions (all rooted trees), that the
///   estimate vanishes up to the third order, and that T is such a transformation and its inverse
///   as given.
public final class RadauTableau {
  /// Order of convergence.
  public static final int ORDER = 5;

  /// Order up to which the error estimate vanishes.
  public static final int ESTIMATE_ORDER = 3;

  private static final double TOLERANCE = 1e-13;
  private static final int STAGES = 3;

  private final double[] c;
  private final double[][] a;
  private final SquareMatrix collocation;
  private final SquareMatrix transform;
  private final SquareMatrix back;
  private final double[] error;
  private final SquareMatrix blocks;

  private RadauTableau(double[] c, SquareMatrix transform, SquareMatrix back, double[] error) {
    this.c = c;
    this.transform = transform;
    this.back = back;
    this.error = error;
    double[][] powers = new double[STAGES][STAGES];
    double[][] integrals = new double[STAGES][STAGES];
    for (int i = 0; i < STAGES; i++) {
      for (int m = 0; m < STAGES; m++) {
        powers[i][m] = Math.pow(c[i], m);
        integrals[i][m] = Math.pow(c[i], m + 1) / (m + 1);
      }
    }
    SquareMatrix matrix = SquareMatrix.of(integrals).times(SquareMatrix.of(powers).inverse());
    a = matrix.toRows();
    Arrays.setAll(powers, i -> Arrays.stream(powers[i]).map(x -> x * c[i]).toArray());
    collocation = SquareMatrix.of(powers).inverse();
    blocks = back.times(matrix.inverse()).times(transform);
    prove();
  }

  /// The method.
  ///
  /// @param c nodes
  /// @param transform T
  /// @param back its inverse
  /// @param error `e`
  /// @throws IllegalArgumentException if a property above does not hold, naming it
  public static RadauTableau of(double[] c, double[][] transform, double[][] back, double[] error) {
    require(
        c.length == STAGES && error.length == STAGES, "three nodes and three error weights needed");
    return new RadauTableau(
        c.clone(), SquareMatrix.of(transform), SquareMatrix.of(back), error.clone());
  }

  /// Node of stage `i`.
  public double c(int i) {
    return c[i];
  }

  /// Weights of the slopes in stage `i`: row i of A.
  public double[] row(int i) {
    return a[i].clone();
  }

  /// Weights of the transformed stages in stage `i`: row i of T.
  public double[] stage(int i) {
    return transform.row(i);
  }

  /// Weights of the stages in transformed stage `i`: row i of the inverse of T.
  public double[] transformed(int i) {
    return back.row(i);
  }

  /// Weights of the stages in the coefficient of `theta^(m+1)` of the collocation polynomial.
  public double[] collocation(int m) {
    return collocation.row(m);
  }

  /// Weights of the stages in the error estimate.
  public double[] errorWeights() {
    return error.clone();
  }

  /// The real eigenvalue of `A^-1`.
  public double mu() {
    return blocks.at(0, 0);
  }

  /// The real part of the complex eigenvalues.
  public double alpha() {
    return blocks.at(1, 1);
  }

  /// Their imaginary part.
  public double beta() {
    return blocks.at(1, 2);
  }

  private void prove() {
    SquareMatrix one = transform.times(back);
    double[][] form = {{mu(), 0, 0}, {0, alpha(), beta()}, {0, -beta(), alpha()}};
    for (int i = 0; i < STAGES; i++) {
      for (int j = 0; j < STAGES; j++) {
        require(close(one.at(i, j), i == j ? 1 : 0, 1), "the inverse of T is another matrix");
        require(close(blocks.at(i, j), form[i][j], 10), "T does not split A^-1 into its blocks");
      }
    }
    for (RootedTree tree : RootedTree.upTo(ORDER)) {
      double[] weights = tree.weights(a);
      double sum = 0;
      for (int i = 0; i < STAGES; i++) {
        sum += a[STAGES - 1][i] * weights[i];
      }
      require(close(sum, 1.0 / tree.density(), 1), "the order condition of tree " + tree);
    }
    double[] slopes = new double[STAGES];
    for (int j = 0; j < STAGES; j++) {
      for (int i = 0; i < STAGES; i++) {
        slopes[j] += error[i] * a[i][j];
      }
    }
    for (RootedTree tree : RootedTree.upTo(ESTIMATE_ORDER)) {
      double sum = tree.order() == 1 ? 1 : 0;
      double[] weights = tree.weights(a);
      for (int j = 0; j < STAGES; j++) {
        sum += slopes[j] * weights[j];
      }
      require(close(sum, 0, 10), "the error estimate does not vanish for tree " + tree);
    }
  }

  private static boolean close(double value, double expected, double scale) {
    return Math.abs(value - expected) <= TOLERANCE * scale;
  }

  private static void require(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException("Radau tableau: " + complaint);
    }
  }
}
