package dev.odeon.ode.method;

import java.util.Arrays;

/// The coefficients of an explicit Runge-Kutta method whose last stage is the derivative at the new
/// state.
///
/// Stage i is `k_i = f(t + c_i h, y + h sum_j a_ij k_j)`; the new state is `y + h sum_i b_i k_i`,
/// with `b` the row of the last stage; the state at `t + theta h` is `y + h sum_i b_i(theta) k_i`
/// with `b_i(theta) = sum_m d_im theta^(m+1)` or, where those powers would cancel each other,
/// `b_i(theta) = theta (b_i + (1 - theta) sum_m q_im (theta - 1/2)^m)`; there may be further stages
/// for it, computed only where a state within the step is asked for. [TableauBuilder] makes it, and
/// proves all that it claims.
public final class ButcherTableau {
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

  ButcherTableau(
      int stages,
      double[] c,
      double[][] a,
      double[] error,
      double[] secondError,
      double[][] dense,
      Form form,
      Orders orders) {
    this.stages = stages;
    this.c = c;
    this.a = a;
    this.error = error;
    this.secondError = secondError;
    this.dense = dense;
    this.form = form;
    this.orders = orders;
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
    TableauBuilder builder =
        new TableauBuilder(Coefficients.of(c), Coefficients.of(a), order)
            .interpolant(Coefficients.of(dense), denseOrder);
    if (error.length > 0) {
      builder.embedded(Coefficients.of(error), embeddedOrder);
    }
    return builder.build();
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
}
