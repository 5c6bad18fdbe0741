package dev.odeon.ode.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The coefficients of an additive Runge-Kutta method for `f = f_E + f_I`: a diagonally implicit
/// method for f_I and an explicit one for f_E, with the same nodes and weights.
///
/// Stage i is `Y_i = y + h sum_j (a^E_ij f_E(Y_j) + a_ij f_I(Y_j))`, the new state `y + h sum_i b_i
/// (f_E(Y_i) + f_I(Y_i))`, the error the same sum with e for b. On construction it proves that the
/// nodes agree, and the order conditions of all trees whose nodes have two colours, of b and of the
/// embedded weights. Kennedy and Carpenter, Applied Numerical Mathematics 44 (2003) 139-181,
/// section 2.1.
public final class AdditiveTableau {
  /// The published coefficients are quotients of numbers of 12 to 14 digits.
  private static final double TOLERANCE = 1e-12;

  private final DirkTableau implicit;
  private final double[][] explicit;
  private final double[][] diagonal;

  private AdditiveTableau(DirkTableau implicit, double[][] explicit) {
    this.implicit = implicit;
    this.explicit = explicit;
    int stages = implicit.stages();
    diagonal = new double[stages][stages];
    for (int i = 0; i < stages; i++) {
      for (int j = 0; j <= i; j++) {
        diagonal[i][j] = implicit.a(i, j);
      }
      double node = Arrays.stream(explicit[i]).sum();
      require(
          Math.abs(node - implicit.c(i)) <= TOLERANCE,
          "explicit row " + i + " sums to " + node + ", its node is " + implicit.c(i));
    }
    double[] embedded = implicit.weights();
    double[] error = implicit.errorWeights();
    Arrays.setAll(embedded, i -> embedded[i] - error[i]);
    prove("b", implicit.weights(), implicit.order());
    prove("b - e", embedded, implicit.embeddedOrder());
  }

  /// A method by its halves.
  ///
  /// @param explicit rows of the explicit half; row i has i entries
  /// @throws IllegalArgumentException if a property above does not hold, naming it
  public static AdditiveTableau of(DirkTableau implicit, double[][] explicit) {
    int stages = implicit.stages();
    require(
        explicit.length == stages, explicit.length + " explicit rows for " + stages + " stages");
    double[][] square = new double[stages][];
    for (int i = 0; i < stages; i++) {
      require(
          explicit[i].length == i, "explicit row " + i + " has " + explicit[i].length + " entries");
      square[i] = Arrays.copyOf(explicit[i], stages);
    }
    return new AdditiveTableau(implicit, square);
  }

  /// The implicit half, whose weights and error weights are those of both.
  public DirkTableau implicit() {
    return implicit;
  }

  /// Weights of the stages before `i` in stage i of the explicit half.
  public double[] explicitRow(int i) {
    return Arrays.copyOf(explicit[i], i);
  }

  private void prove(String what, double[] weights, int order) {
    for (RootedTree tree : RootedTree.upTo(order)) {
      for (double[] stage : coloured(tree)) {
        double sum = 0;
        double scale = 1;
        for (int i = 0; i < stage.length; i++) {
          sum += weights[i] * stage[i];
          scale += Math.abs(weights[i] * stage[i]);
        }
        double expected = 1.0 / tree.density();
        require(
            Math.abs(sum - expected) <= TOLERANCE * scale,
            what
                + " violates an order condition of tree "
                + tree
                + ": "
                + sum
                + ", not "
                + expected);
      }
    }
  }

  /// The elementary weights of the stages for each way to colour the nodes but the root.
  private List<double[]> coloured(RootedTree tree) {
    double[] ones = new double[explicit.length];
    Arrays.fill(ones, 1);
    List<double[]> all = List.of(ones);
    for (RootedTree child : tree.children()) {
      List<double[]> more = new ArrayList<>();
      for (double[] inner : coloured(child)) {
        for (double[][] half : List.of(explicit, diagonal)) {
          double[] applied = times(half, inner);
          all.forEach(before -> more.add(product(before, applied)));
        }
      }
      all = more;
    }
    return all;
  }

  private static double[] times(double[][] matrix, double[] x) {
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        result[i] += matrix[i][j] * x[j];
      }
    }
    return result;
  }

  private static double[] product(double[] x, double[] y) {
    double[] result = x.clone();
    Arrays.setAll(result, i -> x[i] * y[i]);
    return result;
  }

  private static void require(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException("additive tableau: " + complaint);
    }
  }
}
