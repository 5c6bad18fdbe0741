package dev.odeon.ode.method;

import java.util.Arrays;

/// The coefficients of a Runge-Kutta-Nystrom pair for `q'' = f(t, q)`:
///
/// `k_i = f(t + c_i h, q + c_i h v + h^2 sum_j a_ij k_j)`, `q1 = q + h v + h^2 sum_i b_i k_i`, `v1
/// = v + h sum_i bv_i k_i`; the last row of `a` is `b`, so the last stage is the first of the next
/// step. Errors are `h^2 sum_i e_i k_i` and `h sum_i ev_i k_i`.
///
/// All order conditions up to the orders stated are checked at construction: Hairer, Norsett,
/// Wanner, Solving Ordinary Differential Equations I, 2nd ed., section II.14, theorem 14.12
/// (special Nystrom trees).
public final class NystromTableau {
  private static final double TOLERANCE = 1e-13;

  private final double[] c;
  private final double[][] a;
  private final double[] bv;
  private final double[] e;
  private final double[] ev;
  private final int order;
  private final int embeddedOrder;

  private NystromTableau(
      double[] c,
      double[][] a,
      double[] bv,
      double[] e,
      double[] ev,
      int order,
      int embeddedOrder) {
    this.c = c;
    this.a = a;
    this.bv = bv;
    this.e = e;
    this.ev = ev;
    this.order = order;
    this.embeddedOrder = embeddedOrder;
    int stages = c.length;
    if (a.length != stages || bv.length != stages || e.length != stages || ev.length != stages) {
      throw new IllegalArgumentException(
          "Nystrom tableau: rows do not match " + stages + " stages");
    }
    double[] b = a[stages - 1];
    prove("b", b, bv, order);
    prove("b - e", difference(b, e), difference(bv, ev), embeddedOrder);
  }

  /// A pair.
  ///
  /// @param a rows; row i has at least i entries; the last is `b`
  /// @param bHat weights of the embedded positions
  /// @param bvHat weights of the embedded velocities
  /// @throws IllegalArgumentException if a condition is violated, naming it
  public static NystromTableau of(
      double[] c,
      double[][] a,
      double[] bv,
      double[] bHat,
      double[] bvHat,
      int order,
      int embeddedOrder) {
    int stages = c.length;
    double[][] square = new double[stages][];
    for (int i = 0; i < stages; i++) {
      square[i] = Arrays.copyOf(a[i], stages);
    }
    return new NystromTableau(
        c.clone(),
        square,
        bv.clone(),
        difference(square[stages - 1], bHat),
        difference(bv, bvHat),
        order,
        embeddedOrder);
  }

  private static double[] difference(double[] x, double[] y) {
    double[] difference = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      difference[i] = x[i] - y[i];
    }
    return difference;
  }

  /// Number of stages, the one at the new state included.
  public int stages() {
    return c.length;
  }

  /// Node of stage `i`.
  public double c(int i) {
    return c[i];
  }

  /// Weights of the positions of stage `i`; of the last, those of the new position.
  public double[] a(int i) {
    return Arrays.copyOf(a[i], Math.max(1, i));
  }

  /// Weights of the new velocity.
  public double[] velocityWeights() {
    return bv.clone();
  }

  /// Weights of the error of the position.
  public double[] positionError() {
    return e.clone();
  }

  /// Weights of the error of the velocity.
  public double[] velocityError() {
    return ev.clone();
  }

  /// Order of convergence of positions and velocities.
  public int order() {
    return order;
  }

  /// Order of the embedded pair.
  public int embeddedOrder() {
    return embeddedOrder;
  }

  private void prove(String what, double[] b, double[] bv, int upTo) {
    for (RootedTree tree : RootedTree.upTo(upTo)) {
      if (tree.isSpecialNystrom()) {
        prove(what + " of the velocity", tree, bv, weights(tree), tree.density());
        if (tree.order() < upTo) {
          RootedTree above = new RootedTree(java.util.List.of(tree));
          prove(what + " of the position", above, b, weights(tree), above.density());
        }
      }
    }
  }

  private static void prove(
      String what, RootedTree tree, double[] b, double[] stages, long density) {
    double sum = 0;
    double scale = 1;
    for (int i = 0; i < b.length; i++) {
      sum += b[i] * stages[i];
      scale += Math.abs(b[i] * stages[i]);
    }
    if (!(Math.abs(sum - 1.0 / density) <= TOLERANCE * scale)) {
      throw new IllegalArgumentException(
          "Nystrom tableau: "
              + what
              + " violates the order condition of tree "
              + tree
              + ": "
              + sum
              + " instead of 1/"
              + density);
    }
  }

  /// Elementary weights of a tree with root f.
  private double[] weights(RootedTree tree) {
    double[] weights = new double[c.length];
    Arrays.fill(weights, 1);
    for (RootedTree velocity : tree.children()) {
      double[] inner =
          velocity.children().isEmpty() ? null : weights(velocity.children().getFirst());
      for (int i = 0; i < weights.length; i++) {
        if (inner == null) {
          weights[i] *= c[i];
          continue;
        }
        double sum = 0;
        for (int j = 0; j < c.length; j++) {
          sum += a[i][j] * inner[j];
        }
        weights[i] *= sum;
      }
    }
    return weights;
  }
}
