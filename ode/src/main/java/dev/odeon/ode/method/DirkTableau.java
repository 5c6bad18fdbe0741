package dev.odeon.ode.method;

import java.util.Arrays;

/// The coefficients of a diagonally implicit Runge-Kutta method whose first stage is explicit,
/// whose other diagonal entries are equal, and whose last stage is the new state.
///
/// Stage i is `z_i = h f(t + c_i h, y + sum_j a_ij z_j)`, with `a_11 = 0` and `a_ii = gamma` after;
/// the new state is the argument of the last stage, `y + sum_i b_i z_i` with b the last row; the
/// error estimate is `sum_i e_i z_i`. On construction it proves this form and the order conditions
/// (all rooted trees) of b and of the embedded weights `b - e`. The nodes are the row sums.
public final class DirkTableau {
  private static final double TOLERANCE = 1e-13;

  private final double[] c;
  private final double[][] a;
  private final double[] error;
  private final int order;
  private final int embeddedOrder;
  private final boolean estimateBounded;

  private DirkTableau(double[][] a, double[] error, int order, int embeddedOrder) {
    this.a = a;
    this.error = error;
    this.order = order;
    this.embeddedOrder = embeddedOrder;
    c = Arrays.stream(a).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    proveShape();
    prove("b", weights(), order);
    double[] embedded = weights();
    for (int i = 0; i < embedded.length; i++) {
      embedded[i] -= error[i];
    }
    prove("b - e", embedded, embeddedOrder);
    estimateBounded = Math.abs(stability(embedded, -1e8)) < 2;
  }

  /// A method by its rows.
  ///
  /// @param a row i has i + 1 entries, the last one on the diagonal
  /// @param error `e = b - b^`, the weights of the error estimate
  /// @param order order of b
  /// @param embeddedOrder order of b^
  /// @throws IllegalArgumentException if the coefficients have not this form or these orders,
  ///   naming the condition
  public static DirkTableau of(double[][] a, double[] error, int order, int embeddedOrder) {
    double[][] square = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      require(a[i].length == i + 1, "row " + i + " has " + a[i].length + " entries");
      square[i] = Arrays.copyOf(a[i], a.length);
    }
    return new DirkTableau(square, error.clone(), order, embeddedOrder);
  }

  /// Number of stages, the explicit one included.
  public int stages() {
    return c.length;
  }

  /// The diagonal entry of the implicit stages.
  public double gamma() {
    return a[1][1];
  }

  /// Node of stage `i`.
  public double c(int i) {
    return c[i];
  }

  /// Weight of stage `j` in stage `i`.
  public double a(int i, int j) {
    return a[i][j];
  }

  /// Weights of the stages before `i` in stage i.
  public double[] row(int i) {
    return Arrays.copyOf(a[i], i);
  }

  /// The weights `b`.
  public double[] weights() {
    return a[a.length - 1].clone();
  }

  /// The weights of the error estimate.
  public double[] errorWeights() {
    return error.clone();
  }

  /// Order of convergence.
  public int order() {
    return order;
  }

  /// Order of the embedded method.
  public int embeddedOrder() {
    return embeddedOrder;
  }

  /// Whether the error estimate of a decaying component stays of its size however stiff it is. If
  /// not, the estimate must be filtered: Hosea and Shampine, Applied Numerical Mathematics 20
  /// (1996) 21-37, section 4.
  public boolean isEstimateBounded() {
    return estimateBounded;
  }

  /// Weights of the stages before `i` in a first guess of stage i: the line through the first stage
  /// and the one of those before with the largest node.
  public double[] guess(int i) {
    double[] weights = new double[i];
    int last = 0;
    for (int j = 1; j < i; j++) {
      last = c[j] > c[last] ? j : last;
    }
    weights[0] = 1;
    if (last > 0) {
      weights[last] = c[i] / c[last];
      weights[0] = 1 - weights[last];
    }
    return weights;
  }

  private void proveShape() {
    int stages = a.length;
    require(stages >= 2, stages + " stages are too few");
    require(error.length == stages, error.length + " error weights for " + stages + " stages");
    require(a[0][0] == 0, "the first stage is not explicit");
    for (int i = 1; i < stages; i++) {
      require(a[i][i] == gamma() && gamma() > 0, "the diagonal entry of row " + i);
    }
    require(close(c[stages - 1], 1, weights()), "the last node is " + c[stages - 1]);
  }

  private void prove(String what, double[] weights, int upTo) {
    for (RootedTree tree : RootedTree.upTo(upTo)) {
      double[] terms = tree.weights(a);
      for (int i = 0; i < terms.length; i++) {
        terms[i] *= weights[i];
      }
      double sum = Arrays.stream(terms).sum();
      double expected = 1.0 / tree.density();
      require(
          close(sum, expected, terms),
          what
              + " violates the order condition of tree "
              + tree
              + ": "
              + sum
              + ", not "
              + expected);
    }
  }

  /// `1 + z b^T (I - z A)^-1 1`, by forward substitution.
  private double stability(double[] weights, double z) {
    double[] k = new double[a.length];
    double value = 1;
    for (int i = 0; i < k.length; i++) {
      double sum = 1;
      for (int j = 0; j < i; j++) {
        sum += z * a[i][j] * k[j];
      }
      k[i] = sum / (1 - z * a[i][i]);
      value += z * weights[i] * k[i];
    }
    return value;
  }

  private static boolean close(double sum, double expected, double[] terms) {
    double scale = 1;
    for (double term : terms) {
      scale += Math.abs(term);
    }
    return Math.abs(sum - expected) <= TOLERANCE * scale;
  }

  private static void require(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException("diagonally implicit tableau: " + complaint);
    }
  }
}
