package dev.odeon.nn.ad.sparse;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Literal;
import java.util.Arrays;

/// Sparsity of gathers and scatters whose index is a constant of the graph: grids, tables and
/// permutations. Indices outside take the nearest slice, as [dev.odeon.nn.graph.Op.Gather] says.
final class IndexSparsity {
  private IndexSparsity() {}

  /// Slice p of the result is slice `index[p]` of x.
  static Dependence gather(Equation equation, Dependence x, Literal index) {
    int slice = slice(equation);
    int[] source = new int[index.size() * slice];
    for (int p = 0; p < index.size(); p++) {
      int from = place(equation, index, p) * slice;
      for (int e = 0; e < slice; e++) {
        source[p * slice + e] = from + e;
      }
    }
    return x.gather(source);
  }

  /// Slice `index[p]` of x has slice p of the updates added.
  static Dependence scatterAdd(Equation equation, Dependence x, Literal index, Dependence updates) {
    int slice = slice(equation);
    int[][] sets = x.toRows();
    for (int p = 0; p < index.size(); p++) {
      int to = place(equation, index, p) * slice;
      for (int e = 0; e < slice; e++) {
        sets[to + e] = Dependence.union(sets[to + e], updates.get(p * slice + e));
      }
    }
    return new Dependence(sets);
  }

  private static int place(Equation equation, Literal index, int p) {
    int slices = equation.operands().getFirst().type().shape().dim(0);
    return Math.clamp(Double.doubleToRawLongBits(index.get(p)), 0, slices - 1);
  }

  /// Elements of a slice of the leading axis.
  private static int slice(Equation equation) {
    int[] extents = equation.operands().getFirst().type().shape().toArray();
    return Arrays.stream(extents).skip(1).reduce(1, (a, b) -> a * b);
  }
}
