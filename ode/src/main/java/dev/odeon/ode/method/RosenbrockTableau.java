package dev.odeon.ode.method;

import java.util.Arrays;
import java.util.List;

/// The coefficients of a Rosenbrock method: with J the Jacobian and T the time derivative of f at
/// the beginning of the step,
///
/// `(I / (h gamma) - J) u_i = f(t + c_i h, y + sum_j a_ij u_j) + (1/h) sum_j C_ij u_j + h d_i T`,
/// `y1 = y + sum_i m_i u_i`, error `sum_i e_i u_i`.
///
/// Hairer, Wanner, Solving Ordinary Differential Equations II, 2nd ed., section IV.7, equations
/// (7.4) and (7.25). All order conditions of the method, its embedded method and its interpolant
/// are checked at construction, theorem IV.7.7.
public final class RosenbrockTableau {
  /// The published coefficients have 14 to 16 digits.
  private static final double TOLERANCE = 3e-13;

  private final double gamma;
  private final double[][] a;
  private final double[][] c;
  private final double[] m;
  private final double[] e;
  private final double[][] dense;
  private final double[] nodes;
  private final double[] timeWeights;
  private final double[][] alpha;
  private final double[][] gammas;
  private final Orders orders;

  /// Orders of a method, its embedded method and its interpolant.
  public record Orders(int method, int embedded, int dense) {}

  private RosenbrockTableau(
      double gamma,
      double[][] a,
      double[][] c,
      double[] m,
      double[] e,
      double[][] dense,
      Orders orders) {
    this.gamma = gamma;
    this.a = square(a, m.length);
    this.c = square(c, m.length);
    this.m = m.clone();
    this.e = e.clone();
    this.dense = Arrays.stream(dense).map(double[]::clone).toArray(double[][]::new);
    this.orders = orders;
    gammas = gammas();
    alpha = product(this.a, gammas);
    nodes = rowSums(alpha);
    timeWeights = rowSums(gammas);
    prove();
  }

  /// A method given by the coefficients above; nodes and weights of T follow from them.
  ///
  /// @param a rows; row i has at most i entries
  /// @param c rows; row i has at most i entries
  /// @param dense for each stage the coefficients of theta, theta^2, ... of its weight at theta
  /// @throws IllegalArgumentException if an order condition is violated, naming it
  public static RosenbrockTableau of(
      double gamma,
      double[][] a,
      double[][] c,
      double[] m,
      double[] e,
      double[][] dense,
      Orders orders) {
    return new RosenbrockTableau(gamma, a, c, m, e, dense, orders);
  }

  /// A method given in the form `k_i = f(y + h sum_j alpha_ij k_j) + h J sum_j gamma_ij k_j`, `y1 =
  /// y
  /// + h sum_i b_i k_i`.
  ///
  /// @param gammas rows, the diagonal included, which has one value
  public static RosenbrockTableau ofStages(
      double[][] alpha,
      double[][] gammas,
      double[] b,
      double[] error,
      double[][] dense,
      Orders orders) {
    int stages = b.length;
    double[][] inverse = inverse(square(gammas, stages));
    double gamma = gammas[0][0];
    double[][] c = new double[stages][stages];
    for (int i = 0; i < stages; i++) {
      for (int j = 0; j < i; j++) {
        c[i][j] = -inverse[i][j];
      }
    }
    double[][] columns = transpose(square(dense, dense[0].length));
    double[][] moved = new double[columns.length][];
    for (int k = 0; k < columns.length; k++) {
      moved[k] = times(columns[k], inverse);
    }
    return of(
        gamma,
        product(square(alpha, stages), inverse),
        c,
        times(b, inverse),
        times(error, inverse),
        transpose(moved),
        orders);
  }

  /// A method of the RODAS kind: stiffly accurate, its last stage is the error; its interpolant is
  /// `(1 - theta) y + theta (y1 + (1 - theta) sum_i (h2_i + theta (h3_i + theta h4_i)) u_i)`.
  ///
  /// @param a rows; the last one but for its final 1 gives the weights
  /// @param h rows `h2`, `h3` and, if there is one, `h4`
  public static RosenbrockTableau rodas(
      double gamma, double[][] a, double[][] c, double[][] h, Orders orders) {
    int stages = a.length;
    double[] m = Arrays.copyOf(a[stages - 1], stages);
    m[stages - 1] = 1;
    double[] e = new double[stages];
    e[stages - 1] = 1;
    double[][] dense = new double[stages][h.length + 1];
    for (int i = 0; i < stages; i++) {
      dense[i][0] = m[i];
      for (int k = 0; k < h.length; k++) {
        double weight = i < h[k].length ? h[k][i] : 0;
        dense[i][k] += weight;
        dense[i][k + 1] -= weight;
      }
    }
    return of(gamma, a, c, m, e, dense, orders);
  }

  private static double[][] square(double[][] rows, int columns) {
    return Arrays.stream(rows).map(row -> Arrays.copyOf(row, columns)).toArray(double[][]::new);
  }

  private static double[][] transpose(double[][] x) {
    double[][] y = new double[x[0].length][x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        y[j][i] = x[i][j];
      }
    }
    return y;
  }

  private static double[] times(double[] row, double[][] matrix) {
    double[] result = new double[matrix.length];
    for (int j = 0; j < result.length; j++) {
      for (int i = 0; i < row.length; i++) {
        result[j] += row[i] * matrix[i][j];
      }
    }
    return result;
  }

  private static double[][] product(double[][] x, double[][] y) {
    return Arrays.stream(x).map(row -> times(row, y)).toArray(double[][]::new);
  }

  private static double[] rowSums(double[][] x) {
    return Arrays.stream(x).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
  }

  /// The inverse of a lower triangular matrix.
  private static double[][] inverse(double[][] lower) {
    int n = lower.length;
    double[][] inverse = new double[n][n];
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        double sum = i == j ? 1 : 0;
        for (int k = j; k < i; k++) {
          sum -= lower[i][k] * inverse[k][j];
        }
        inverse[i][j] = sum / lower[i][i];
      }
    }
    return inverse;
  }

  /// The matrix of the gamma_ij, from `C = diag(1/gamma) - Gamma^-1`.
  private double[][] gammas() {
    double[][] inverse = new double[m.length][m.length];
    for (int i = 0; i < m.length; i++) {
      for (int j = 0; j < i; j++) {
        inverse[i][j] = -c[i][j];
      }
      inverse[i][i] = 1 / gamma;
    }
    return inverse(inverse);
  }

  /// Number of stages.
  public int stages() {
    return m.length;
  }

  /// The coefficient on the diagonal.
  public double gamma() {
    return gamma;
  }

  /// Weight of `u_j` in the argument of stage `i`.
  public double a(int i, int j) {
    return a[i][j];
  }

  /// Weight of `u_j / h` in stage `i`.
  public double c(int i, int j) {
    return c[i][j];
  }

  /// Node of stage `i`.
  public double node(int i) {
    return nodes[i];
  }

  /// Weight of `h T` in stage `i`.
  public double timeWeight(int i) {
    return timeWeights[i];
  }

  /// Weights of the new state.
  public double[] weights() {
    return m.clone();
  }

  /// Whether the new state is the argument of the last stage plus that stage.
  public boolean isStifflyAccurate() {
    int last = m.length - 1;
    boolean accurate = m[last] == 1;
    for (int j = 0; j < last; j++) {
      accurate &= m[j] == a(last, j);
    }
    return accurate;
  }

  /// Weights of the error.
  public double[] errorWeights() {
    return e.clone();
  }

  /// Coefficients of theta, theta^2, ... of the weight of stage `i` in the interpolant.
  public double[] dense(int i) {
    return dense[i].clone();
  }

  /// Its orders.
  public Orders orders() {
    return orders;
  }

  private void prove() {
    prove("m", m, 1, orders.method());
    double[] embedded = new double[m.length];
    for (int i = 0; i < embedded.length; i++) {
      embedded[i] = m[i] - e[i];
    }
    prove("m - e", embedded, 1, orders.embedded());
    for (double theta : new double[] {0.25, 0.5, 0.75, 1}) {
      double[] weights = new double[m.length];
      for (int i = 0; i < weights.length; i++) {
        for (int k = dense[i].length - 1; k >= 0; k--) {
          weights[i] = (weights[i] + dense[i][k]) * theta;
        }
      }
      prove("m(" + theta + ")", weights, theta, orders.dense());
    }
  }

  private void prove(String what, double[] weights, double theta, int upTo) {
    double[] b = times(weights, gammas);
    List<RootedTree> trees = RootedTree.upTo(upTo);
    for (RootedTree tree : trees) {
      double[] stages = weights(tree);
      double sum = 0;
      double scale = 1;
      for (int i = 0; i < b.length; i++) {
        sum += b[i] * stages[i];
        scale += Math.abs(b[i] * stages[i]);
      }
      double expected = Math.pow(theta, tree.order()) / tree.density();
      if (!(Math.abs(sum - expected) <= TOLERANCE * scale)) {
        throw new IllegalArgumentException(
            "Rosenbrock tableau: "
                + what
                + " violates the order condition of tree "
                + tree
                + ": "
                + sum
                + " instead of "
                + expected);
      }
    }
  }

  /// Elementary weights of the stages: a node with one child stands for a product with the
  /// Jacobian, whose coefficients are alpha + gamma.
  private double[] weights(RootedTree tree) {
    double[] weights = new double[m.length];
    Arrays.fill(weights, 1);
    boolean single = tree.children().size() == 1;
    for (RootedTree child : tree.children()) {
      double[] inner = weights(child);
      for (int i = 0; i < weights.length; i++) {
        double sum = 0;
        for (int j = 0; j < m.length; j++) {
          sum += (alpha[i][j] + (single ? gammas[i][j] : 0)) * inner[j];
        }
        weights[i] *= sum;
      }
    }
    return weights;
  }
}
