package dev.odeon.ode.method;

import java.util.Arrays;
import java.util.List;

/// The coefficients of an explicit Runge-Kutta method whose last stage is the derivative at the new
/// state.
///
/// Stage i is `k_i = f(t + c_i h, y + h sum_j a_ij k_j)`; the new state is `y + h sum_i b_i k_i`,
/// with `b` the last row of `a`; the state at `t + theta h` is `y + h sum_i b_i(theta) k_i` with
/// `b_i(theta) = sum_m d_im theta^(m+1)`. On construction it proves `c_i = sum_j a_ij`, `b_i(1) =
/// b_i`, and the order conditions (all rooted trees) of `b`, of the embedded weights, and of
/// `b_i(theta)` for all theta.
public final class ButcherTableau {
  private static final double TOLERANCE = 1e-13;

  private final double[] c;
  private final double[][] a;
  private final double[] error;
  private final double[][] dense;
  private final int order;
  private final int embeddedOrder;
  private final int denseOrder;

  private ButcherTableau(
      double[] c,
      double[][] a,
      double[] error,
      double[][] dense,
      int order,
      int embeddedOrder,
      int denseOrder) {
    this.c = c;
    this.a = a;
    this.error = error;
    this.dense = dense;
    this.order = order;
    this.embeddedOrder = embeddedOrder;
    this.denseOrder = denseOrder;
    proveShape();
    proveOrder("b", a[a.length - 1], order);
    if (hasErrorEstimate()) {
      double[] embedded = weights();
      for (int i = 0; i < embedded.length; i++) {
        embedded[i] -= error[i];
      }
      proveOrder("b - e", embedded, embeddedOrder);
    }
    proveDense();
  }

  /// A method with all its coefficients.
  ///
  /// @param c nodes
  /// @param a rows of the stages; row i has i entries, the last row is b without its own zero
  /// @param error `e = b - b^`, the weights of the error estimate; empty if there is none
  /// @param dense `d`, a row a stage: coefficients of theta, theta^2, ...
  /// @param order order of `b`
  /// @param embeddedOrder order of `b^`; 0 without
  /// @param denseOrder order of `b(theta)`
  public static ButcherTableau of(
      double[] c,
      double[][] a,
      double[] error,
      double[][] dense,
      int order,
      int embeddedOrder,
      int denseOrder) {
    return new ButcherTableau(
        c.clone(), square(a), error.clone(), deepCopy(dense), order, embeddedOrder, denseOrder);
  }

  /// A method given by the usual `(c, a, b)`, without an estimate of the error or an interpolant of
  /// its own: a stage at the new state is added, and the cubic Hermite interpolant of both ends.
  ///
  /// @param c nodes of the stages
  /// @param a rows; row i has at least i entries
  /// @param b weights
  /// @param order order of `b`
  public static ButcherTableau withHermiteInterpolant(
      double[] c, double[][] a, double[] b, int order) {
    int stages = b.length;
    double[] nodes = Arrays.copyOf(c, stages + 1);
    nodes[stages] = 1;
    double[][] rows = Arrays.copyOf(a, stages + 1);
    rows[stages] = b;
    double[][] dense = new double[stages + 1][3];
    for (int i = 0; i < stages; i++) {
      dense[i][1] = 3 * b[i];
      dense[i][2] = -2 * b[i];
    }
    add(dense[0], 1, -2, 1);
    add(dense[stages], 0, -1, 1);
    return of(nodes, rows, new double[0], dense, order, 0, Math.min(order, 3));
  }

  private static void add(double[] row, double first, double second, double third) {
    row[0] += first;
    row[1] += second;
    row[2] += third;
  }

  /// Number of stages, the one at the new state included.
  public int stages() {
    return c.length;
  }

  /// Node of stage `i`.
  public double c(int i) {
    return c[i];
  }

  /// Weight of stage `j` in stage `i`.
  public double a(int i, int j) {
    return a[i][j];
  }

  /// The weights `b`.
  public double[] weights() {
    return a[a.length - 1].clone();
  }

  /// Weight of stage `i` in the error estimate.
  public double error(int i) {
    return error[i];
  }

  /// Whether it estimates its error.
  public boolean hasErrorEstimate() {
    return error.length > 0;
  }

  /// Degree of the interpolant in theta.
  public int denseDegree() {
    return dense[0].length;
  }

  /// Coefficient of theta^(m+1) in the interpolant's weight of stage `i`.
  public double dense(int i, int m) {
    return dense[i][m];
  }

  /// Order of convergence.
  public int order() {
    return order;
  }

  /// Order of the embedded method; 0 without.
  public int embeddedOrder() {
    return embeddedOrder;
  }

  /// Order of the interpolant.
  public int denseOrder() {
    return denseOrder;
  }

  private void proveShape() {
    int stages = c.length;
    boolean sizes =
        a.length == stages
            && dense.length == stages
            && (error.length == 0 || error.length == stages);
    require(sizes, "rows do not match " + stages + " stages");
    for (int i = 0; i < stages; i++) {
      double sum = Arrays.stream(a[i]).sum();
      require(close(sum, c[i], a[i]), "row " + i + " sums to " + sum + ", its node is " + c[i]);
    }
    require(c[0] == 0 && c[stages - 1] == 1, "the first node is not 0 or the last not 1");
    for (int i = 0; i < stages; i++) {
      double end = Arrays.stream(dense[i]).sum();
      require(
          close(end, a[stages - 1][i], dense[i]),
          "interpolant of stage " + i + " ends at " + end + ", b is " + a[stages - 1][i]);
    }
  }

  private void proveOrder(String what, double[] weights, int upTo) {
    for (RootedTree tree : RootedTree.upTo(upTo)) {
      proveTree(what, tree, weights, 1);
    }
  }

  private void proveDense() {
    List<RootedTree> trees = RootedTree.upTo(denseOrder);
    for (double theta : new double[] {0.25, 0.5, 0.75, 1, 1.5}) {
      double[] weights = new double[c.length];
      for (int i = 0; i < weights.length; i++) {
        for (int m = dense[i].length - 1; m >= 0; m--) {
          weights[i] = (weights[i] + dense[i][m]) * theta;
        }
      }
      for (RootedTree tree : trees) {
        proveTree("b(" + theta + ")", tree, weights, Math.pow(theta, tree.order()));
      }
    }
  }

  private void proveTree(String what, RootedTree tree, double[] weights, double power) {
    double[] stage = tree.weights(a);
    double sum = 0;
    double[] terms = new double[stage.length];
    for (int i = 0; i < stage.length; i++) {
      terms[i] = weights[i] * stage[i];
      sum += terms[i];
    }
    double expected = power / tree.density();
    require(
        close(sum, expected, terms),
        what
            + " violates the order condition of tree "
            + tree
            + ": "
            + sum
            + " instead of "
            + expected);
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
      throw new IllegalArgumentException("Butcher tableau: " + complaint);
    }
  }

  private static double[][] square(double[][] rows) {
    double[][] square = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      square[i] = Arrays.copyOf(rows[i], rows.length);
    }
    return square;
  }

  private static double[][] deepCopy(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }
}
