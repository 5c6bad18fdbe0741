package dev.odeon.ode.method;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// The order conditions of the weights of given stages, one a rooted tree: `sum_i b_i phi_i(tree) =
/// 1 / density(tree)`. Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, 2nd ed.,
/// section II.2, theorem 2.13; for an interpolant section II.6, equation (6.12).
final class OrderConditions {
  private final DoubleDouble[][] a;
  private final double accuracy;
  private final List<RootedTree> trees;
  private final Map<RootedTree, DoubleDouble[]> weights = new IdentityHashMap<>();

  /// The conditions up to order `order` for stages with rows `a`.
  ///
  /// @param accuracy most that a sum may be off, relative to one plus the sizes of its terms
  OrderConditions(DoubleDouble[][] a, int order, double accuracy) {
    this.a = a;
    this.accuracy = accuracy;
    trees = RootedTree.upTo(order);
    Map<RootedTree, DoubleDouble[]> applied = new IdentityHashMap<>();
    for (RootedTree tree : trees) {
      DoubleDouble[] phi = new DoubleDouble[a.length];
      Arrays.fill(phi, DoubleDouble.ONE);
      for (RootedTree child : tree.children()) {
        DoubleDouble[] inner = applied.computeIfAbsent(child, key -> apply(weights.get(key)));
        Arrays.setAll(phi, i -> phi[i].times(inner[i]));
      }
      weights.put(tree, phi);
    }
  }

  private DoubleDouble[] apply(DoubleDouble[] phi) {
    DoubleDouble[] result = new DoubleDouble[a.length];
    for (int i = 0; i < a.length; i++) {
      DoubleDouble sum = DoubleDouble.ZERO;
      for (int j = 0; j < i; j++) {
        if (!a[i][j].isZero()) {
          sum = sum.plus(a[i][j].times(phi[j]));
        }
      }
      result[i] = sum;
    }
    return result;
  }

  /// Refuses weights `b` that are not of order `order`.
  void prove(String what, DoubleDouble[] b, int order) {
    for (RootedTree tree : trees) {
      if (tree.order() <= order) {
        check(what, tree, b, DoubleDouble.inverse(tree.density()));
      }
    }
  }

  /// Refuses an interpolant with weights `sum_m d_im theta^(m+1)` that is not of order `order` for
  /// all theta.
  void proveForAllTheta(DoubleDouble[][] d, int order) {
    for (int m = 0; m < d[0].length; m++) {
      DoubleDouble[] column = new DoubleDouble[d.length];
      for (int i = 0; i < d.length; i++) {
        column[i] = d[i][m];
      }
      for (RootedTree tree : trees) {
        if (tree.order() <= order) {
          boolean own = tree.order() == m + 1;
          DoubleDouble expected = own ? DoubleDouble.inverse(tree.density()) : DoubleDouble.ZERO;
          check("the interpolant's theta^" + (m + 1), tree, column, expected);
        }
      }
    }
  }

  private void check(String what, RootedTree tree, DoubleDouble[] b, DoubleDouble expected) {
    DoubleDouble[] phi = weights.get(tree);
    DoubleDouble sum = DoubleDouble.ZERO;
    double size = 1;
    for (int i = 0; i < b.length; i++) {
      DoubleDouble term = b[i].times(phi[i]);
      sum = sum.plus(term);
      size += Math.abs(term.high());
    }
    double off = Math.abs(sum.minus(expected).high());
    if (!(off <= accuracy * size)) {
      throw new IllegalArgumentException(
          "Butcher tableau: "
              + what
              + " violates the order condition of tree "
              + tree
              + ": "
              + sum.high()
              + " instead of "
              + expected.high());
    }
  }
}
