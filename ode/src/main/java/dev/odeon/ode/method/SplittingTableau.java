package dev.odeon.ode.method;

import java.util.ArrayList;
import java.util.List;

/// The coefficients of a symplectic splitting of a separable system `dq/dt = g(p)`, `dp/dt = f(q)`:
/// for i in order, `p += kick[i] h f(q)`, then `q += drift[i] h g(p)`.
///
/// As a partitioned Runge-Kutta method its order conditions are those of rooted trees whose nodes
/// alternate between f and g; all of them up to the order are checked at construction. Hairer,
/// Lubich, Wanner, Geometric Numerical Integration, 2nd ed., section III.2 and theorem III.2.5.
public final class SplittingTableau {
  /// The published coefficients of order 8 have 15 digits.
  private static final double TOLERANCE = 2e-13;

  private final double[] kick;
  private final double[] drift;
  private final int order;
  private final Systems systems;

  /// The systems that a splitting has its order for.
  public enum Systems {
    /// All separable ones.
    SEPARABLE,
    /// Those with `g(p) = p`: `q'' = f(t, q)`.
    SECOND_ORDER
  }

  private SplittingTableau(double[] kick, double[] drift, int order, Systems systems) {
    this.kick = kick;
    this.drift = drift;
    this.order = order;
    this.systems = systems;
    if (kick.length != drift.length || kick.length == 0) {
      throw new IllegalArgumentException(
          "splitting: " + kick.length + " kicks and " + drift.length + " drifts");
    }
    prove();
  }

  /// Kicks and drifts in order.
  ///
  /// @throws IllegalArgumentException if they are not of this order, naming the condition
  public static SplittingTableau of(double[] kick, double[] drift, int order, Systems systems) {
    return new SplittingTableau(kick.clone(), drift.clone(), order, systems);
  }

  /// The composition of leapfrog steps (half kick, drift, half kick) of sizes `weights[i] h`.
  public static SplittingTableau ofLeapfrogs(double[] weights, int order) {
    int steps = weights.length;
    double[] kick = new double[steps + 1];
    double[] drift = new double[steps + 1];
    for (int i = 0; i < steps; i++) {
      kick[i] += weights[i] / 2;
      drift[i] = weights[i];
      kick[i + 1] = weights[i] / 2;
    }
    return new SplittingTableau(kick, drift, order, Systems.SEPARABLE);
  }

  /// Number of kicks, and of drifts.
  public int stages() {
    return kick.length;
  }

  /// Weight of kick `i`.
  public double kick(int i) {
    return kick[i];
  }

  /// Weight of drift `i`.
  public double drift(int i) {
    return drift[i];
  }

  /// Order of convergence.
  public int order() {
    return order;
  }

  /// What it has its order for.
  public Systems systems() {
    return systems;
  }

  private void prove() {
    for (RootedTree tree : RootedTree.upTo(order)) {
      if (systems == Systems.SEPARABLE || tree.isSpecialNystrom()) {
        prove("momentum", tree, kick, kickWeights(tree));
      }
      if (systems == Systems.SEPARABLE || tree.isVelocityOfSpecialNystrom()) {
        prove("position", tree, drift, driftWeights(tree));
      }
    }
  }

  private static void prove(String what, RootedTree tree, double[] weights, double[] stages) {
    double sum = 0;
    double scale = 1;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * stages[i];
      scale += Math.abs(weights[i] * stages[i]);
    }
    double expected = 1.0 / tree.density();
    if (!(Math.abs(sum - expected) <= TOLERANCE * scale)) {
      throw new IllegalArgumentException(
          "splitting violates the order condition of the "
              + what
              + " for tree "
              + tree
              + ": "
              + sum
              + " instead of "
              + expected);
    }
  }

  /// Elementary weights of a tree with root f, at each kick: its children are drifts made before.
  private double[] kickWeights(RootedTree tree) {
    return weights(tree, drift, 0, this::driftWeights);
  }

  /// Elementary weights of a tree with root g, at each drift: its children are kicks made before,
  /// the one with the same number included.
  private double[] driftWeights(RootedTree tree) {
    return weights(tree, kick, 1, this::kickWeights);
  }

  private double[] weights(
      RootedTree tree,
      double[] coefficients,
      int more,
      java.util.function.Function<RootedTree, double[]> inner) {
    List<double[]> children = new ArrayList<>();
    tree.children().forEach(child -> children.add(inner.apply(child)));
    double[] weights = new double[kick.length];
    for (int i = 0; i < weights.length; i++) {
      double product = 1;
      for (double[] child : children) {
        double sum = 0;
        for (int j = 0; j < i + more; j++) {
          sum += coefficients[j] * child[j];
        }
        product *= sum;
      }
      weights[i] = product;
    }
    return weights;
  }
}
