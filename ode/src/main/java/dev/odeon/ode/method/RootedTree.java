package dev.odeon.ode.method;

import java.util.ArrayList;
import java.util.List;

/// A rooted tree: each stands for one elementary differential, and so for one order condition. See
/// Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, 2nd ed., section II.2.
///
/// @param children sub-trees of the root
record RootedTree(List<RootedTree> children) {
  /// Number of nodes.
  int order() {
    int order = 1;
    for (RootedTree child : children) {
      order += child.order();
    }
    return order;
  }

  /// The product of the orders of all sub-trees, itself included.
  long density() {
    long density = order();
    for (RootedTree child : children) {
      density *= child.density();
    }
    return density;
  }

  /// Whether it stands for a differential of `q'' = f(t, q)` with root f: every node of odd depth
  /// is a velocity, the derivative of a position, and has at most one child. Hairer, Norsett,
  /// Wanner, section II.14, definition 14.2.
  boolean isSpecialNystrom() {
    return children.stream().allMatch(RootedTree::isVelocityOfSpecialNystrom);
  }

  /// The same with a velocity at the root.
  boolean isVelocityOfSpecialNystrom() {
    return children.size() <= 1 && children.stream().allMatch(RootedTree::isSpecialNystrom);
  }

  /// The elementary weights of the stages: for the single node 1, else the product over children of
  /// `sum_j a_ij w_j(child)`.
  double[] weights(double[][] a) {
    double[] weights = new double[a.length];
    java.util.Arrays.fill(weights, 1);
    for (RootedTree child : children) {
      double[] inner = child.weights(a);
      for (int i = 0; i < weights.length; i++) {
        double sum = 0;
        for (int j = 0; j < a[i].length; j++) {
          sum += a[i][j] * inner[j];
        }
        weights[i] *= sum;
      }
    }
    return weights;
  }

  /// All trees with up to `order` nodes, by number of nodes.
  static List<RootedTree> upTo(int order) {
    List<RootedTree> trees = new ArrayList<>();
    for (int nodes = 1; nodes <= order; nodes++) {
      List<RootedTree> smaller = List.copyOf(trees);
      addForests(trees, smaller, smaller.size() - 1, nodes - 1, new ArrayList<>());
    }
    return trees;
  }

  /// Adds a tree for each multiset of `smaller[0..largest]` with `nodes` nodes in all, beside those
  /// `chosen`.
  private static void addForests(
      List<RootedTree> trees,
      List<RootedTree> smaller,
      int largest,
      int nodes,
      List<RootedTree> chosen) {
    if (nodes == 0) {
      trees.add(new RootedTree(List.copyOf(chosen)));
      return;
    }
    for (int i = largest; i >= 0; i--) {
      RootedTree child = smaller.get(i);
      if (child.order() <= nodes) {
        chosen.addLast(child);
        addForests(trees, smaller, i, nodes - child.order(), chosen);
        chosen.removeLast();
      }
    }
  }
}
