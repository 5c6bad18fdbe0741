package dev.odeon.ode.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/// The order conditions of the weights of given stages, one a rooted tree: `sum_i b_i phi_i(tree) =
/// 1 / density(tree)`. Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, 2nd ed.,
/// section II.2, theorem 2.13; for an interpolant section II.6, equation (6.12).
final class OrderConditions {
  private final DoubleDouble[][] a;
  private final double accuracy;
  private final List<RootedTree> trees;
  private final List<DoubleDouble[]> weights = new ArrayList<>();

  /// The conditions up to order `order` for stages with rows `a`.
  ///
  /// @param accuracy most that a sum may be off, relative to one plus the sizes of its terms
  OrderConditions(DoubleDouble[][] a, int order, double accuracy) {
    this.a = a;
    this.accuracy = accuracy;
    trees = RootedTree.upTo(order);
    IdentityHashMap<RootedTree, DoubleDouble[]> applied = new IdentityHashMap<>();
    for (RootedTree tree : trees) {
      DoubleDouble[] phi = new DoubleDouble[a.length];
      Arrays.fill(phi, DoubleDouble.ONE);
      for (RootedTree child : tree.children()) {
        DoubleDouble[] inner = Objects.requireNonNull(applied.get(child));
        Arrays.setAll(phi, i -> phi[i].times(inner[i]));
      }
      weights.add(phi);
      if (tree.order() < order) {
        applied.put(tree, apply(phi));
      }
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
    for (int tree = 0; tree < trees.size() && trees.get(tree).order() <= order; tree++) {
      check(what, tree, b, DoubleDouble.inverse(trees.get(tree).density()));
    }
  }

  /// Refuses an interpolant with weights `sum_m d_im theta^(m+1)` that is not of order `order` for
  /// all theta.
  void proveForAllTheta(DoubleDouble[][] d, int order) {
    for (int m = 0; m < Math.max(d[0].length, order); m++) {
      DoubleDouble[] column = new DoubleDouble[d.length];
      for (int i = 0; i < d.length; i++) {
        column[i] = m < d[i].length ? d[i][m] : DoubleDouble.ZERO;
      }
      String what = "the interpolant's theta^" + (m + 1);
      for (int tree = 0; tree < trees.size() && trees.get(tree).order() <= order; tree++) {
        boolean own = trees.get(tree).order() == m + 1;
        DoubleDouble expected =
            own ? DoubleDouble.inverse(trees.get(tree).density()) : DoubleDouble.ZERO;
        check(what, tree, column, expected);
      }
    }
  }

  private void check(String what, int tree, DoubleDouble[] b, DoubleDouble expected) {
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
              + trees.get(tree)
              + ": "
              + sum.high()
              + " instead of "
              + expected.high());
    }
  }
}
