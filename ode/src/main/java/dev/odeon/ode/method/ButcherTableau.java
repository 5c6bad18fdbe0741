package dev.odeon.ode.method;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/// The coefficients of an explicit Runge-Kutta method whose last stage is the derivative at the new
/// state.
///
/// Stage i is `k_i = f(t + c_i h, y + h sum_j a_ij k_j)`; the new state is `y + h sum_i b_i k_i`,
/// with `b` the row of the last stage; the state at `t + theta h` is `y + h sum_i b_i(theta) k_i`
/// with `b_i(theta) = sum_m d_im theta^(m+1)` or, where those powers would cancel each other,
/// `b_i(theta) = theta (b_i + (1 - theta) sum_m q_im (theta - 1/2)^m)`; there may be further stages
/// for it, computed only where a state within the step is asked for. On construction it proves `c_i
/// = sum_j a_ij`, `b_i(1) = b_i`, and the order conditions (all rooted trees) of `b`, of the
/// embedded weights, and of `b_i(theta)` for all theta.
public final class ButcherTableau {
  /// Rounding errors of the coefficients, in units of the sum of the magnitudes of all products.
  private static final double TOLERANCE = 4e-15;

  private final int stages;
  private final double[] c;
  private final double[][] a;
  private final double[] error;
  private final double[] secondError;
  private final double[][] dense;
  private final Form form;
  private final Orders orders;

  /// How the weights of the interpolant are written.
  public enum Form {
    /// In powers of theta, from the first.
    POWERS,
    /// Between both ends, in powers of theta - 1/2.
    CENTRED
  }

  /// Orders of a method.
  ///
  /// @param method order of `b`
  /// @param embedded order of `b^`; 0 without
  /// @param dense order of `b(theta)`
  public record Orders(int method, int embedded, int dense) {}

  private ButcherTableau(
      double[] c,
      double[][] a,
      double[] error,
      double[] secondError,
      double[][] dense,
      Form form,
      int stages,
      Orders orders) {
    this.form = form;
    this.c = c;
    this.a = a;
    this.error = error;
    this.secondError = secondError;
    this.dense = dense;
    this.stages = stages;
    this.orders = orders;
    proveShape();
    prove();
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
        c.clone(),
        square(a),
        error.clone(),
        new double[0],
        deepCopy(dense),
        Form.POWERS,
        c.length,
        new Orders(order, embeddedOrder, denseOrder));
  }

  /// A method whose interpolant has stages of its own.
  ///
  /// @param stages number of stages of a step; the further ones are the interpolant's
  /// @param c nodes of all stages
  /// @param a rows of all stages; row i has i entries
  /// @param errors `e = b - b^` of the embedded method, and of a second one if there is one
  /// @param q a row for each of all stages
  public static ButcherTableau extended(
      int stages, double[] c, double[][] a, double[][] errors, double[][] q, Orders orders) {
    return new ButcherTableau(
        c.clone(),
        square(a),
        errors[0].clone(),
        errors.length > 1 ? errors[1].clone() : new double[0],
        deepCopy(q),
        Form.CENTRED,
        stages,
        orders);
  }

  /// A method given by the usual `(c, a, b)` and the weights `b^` of an embedded one, with the
  /// cubic Hermite interpolant of both ends.
  ///
  /// @param bHat as long as b
  public static ButcherTableau withHermiteInterpolant(
      double[] c, double[][] a, double[] b, double[] bHat, int order, int embeddedOrder) {
    ButcherTableau plain = withHermiteInterpolant(c, a, b, order);
    double[] error = Arrays.copyOf(b, b.length + 1);
    for (int i = 0; i < b.length; i++) {
      error[i] -= bHat[i];
    }
    return of(plain.c, plain.a, error, plain.dense, order, embeddedOrder, plain.orders.dense());
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
    return stages;
  }

  /// Number of all stages, those of the interpolant included.
  public int allStages() {
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
    return Arrays.copyOf(a[stages - 1], stages);
  }

  /// Weight of stage `i` in the error estimate.
  public double error(int i) {
    return error[i];
  }

  /// Weight of stage `i` in the second error estimate.
  public double secondError(int i) {
    return secondError[i];
  }

  /// Whether it has a second estimate of its error.
  public boolean hasSecondEstimate() {
    return secondError.length > 0;
  }

  /// Whether it estimates its error.
  public boolean hasErrorEstimate() {
    return error.length > 0;
  }

  /// How the weights of the interpolant are written.
  public Form form() {
    return form;
  }

  /// Number of coefficients of each weight of the interpolant.
  public int denseDegree() {
    return dense[0].length;
  }

  /// Coefficient `m` of the interpolant's weight of stage `i`: of theta^(m+1), or of (theta -
  /// 1/2)^m.
  public double dense(int i, int m) {
    return dense[i][m];
  }

  /// Order of convergence.
  public int order() {
    return orders.method();
  }

  /// Order of the embedded method; 0 without.
  public int embeddedOrder() {
    return orders.embedded();
  }

  /// Order of the interpolant.
  public int denseOrder() {
    return orders.dense();
  }

  private void proveShape() {
    int all = c.length;
    boolean sizes =
        a.length == all
            && dense.length == all
            && stages <= all
            && (error.length == 0 || error.length == stages)
            && (secondError.length == 0 || secondError.length == stages);
    require(sizes, "rows do not match " + stages + " stages of " + all);
    for (int i = 0; i < all; i++) {
      double sum = Arrays.stream(a[i]).sum();
      require(
          close(sum, c[i], magnitude(a[i])),
          "row " + i + " sums to " + sum + ", its node is " + c[i]);
    }
    require(c[0] == 0 && c[stages - 1] == 1, "the first node is not 0 or the last not 1");
    for (int i = 0; form == Form.POWERS && i < all; i++) {
      double end = Arrays.stream(dense[i]).sum();
      require(
          close(end, a[stages - 1][i], magnitude(dense[i])),
          "interpolant of stage " + i + " ends at " + end + ", b is " + a[stages - 1][i]);
    }
  }

  private static double magnitude(double[] terms) {
    return 1 + Arrays.stream(terms).map(Math::abs).sum();
  }

  private void prove() {
    double[][] magnitudes =
        Arrays.stream(a)
            .map(row -> Arrays.stream(row).map(Math::abs).toArray())
            .toArray(double[][]::new);
    double[] b = a[stages - 1];
    double[] embedded = b.clone();
    for (int i = 0; i < error.length; i++) {
      embedded[i] -= error[i];
    }
    int most = Math.max(orders.method(), orders.dense());
    for (RootedTree tree : RootedTree.upTo(most)) {
      double[] weights = tree.weights(a);
      double[] sizes = tree.weights(magnitudes);
      if (tree.order() <= orders.method()) {
        prove("b", tree, b, weights, sizes, 1);
      }
      if (hasErrorEstimate() && tree.order() <= orders.embedded()) {
        prove("b - e", tree, embedded, weights, sizes, 1);
      }
      if (tree.order() <= orders.dense()) {
        proveDense(tree, weights, sizes);
      }
    }
  }

  private void proveDense(RootedTree tree, double[] weights, double[] sizes) {
    for (double theta : new double[] {0.25, 0.5, 0.75, 1, 1.5}) {
      double[] b = new double[c.length];
      double[] size = new double[c.length];
      for (int i = 0; i < b.length; i++) {
        b[i] = weight(i, theta, x -> x);
        size[i] = weight(i, theta, Math::abs) * sizes[i];
      }
      double expected = Math.pow(theta, tree.order()) / tree.density();
      proveTree("b(" + theta + ")", tree, sum(b, weights), expected, 1 + Arrays.stream(size).sum());
    }
  }

  /// The interpolant's weight of stage `i`, with `sign` applied to all terms.
  private double weight(int i, double theta, DoubleUnaryOperator sign) {
    double x =
        switch (form) {
          case POWERS -> theta;
          case CENTRED -> sign.applyAsDouble(theta - 0.5);
        };
    double sum = 0;
    for (int m = dense[i].length - 1; m >= 0; m--) {
      sum = sum * x + sign.applyAsDouble(dense[i][m]);
    }
    double end = sign.applyAsDouble(a[stages - 1][i]);
    return switch (form) {
      case POWERS -> sum * theta;
      case CENTRED -> theta * (end + sign.applyAsDouble(1 - theta) * sum);
    };
  }

  private static void prove(
      String what, RootedTree tree, double[] b, double[] weights, double[] sizes, double power) {
    double scale = 1;
    for (int i = 0; i < b.length; i++) {
      scale += Math.abs(b[i]) * sizes[i];
    }
    proveTree(what, tree, sum(b, weights), power / tree.density(), scale);
  }

  private static double sum(double[] b, double[] weights) {
    double sum = 0;
    for (int i = 0; i < b.length; i++) {
      sum += b[i] * weights[i];
    }
    return sum;
  }

  private static void proveTree(
      String what, RootedTree tree, double sum, double expected, double scale) {
    require(
        close(sum, expected, scale),
        what
            + " violates the order condition of tree "
            + tree
            + ": "
            + sum
            + " instead of "
            + expected);
  }

  private static boolean close(double sum, double expected, double scale) {
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
