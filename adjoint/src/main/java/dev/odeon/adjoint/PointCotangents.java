package dev.odeon.adjoint;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.ode.problem.FieldGraph;
import java.util.List;
import java.util.stream.IntStream;

/// Sums of `w^T df/dp(t, y, p)` over points `(t, y, w)`.
final class PointCotangents {
  private final ColumnSums sums;
  private final int dimension;

  PointCotangents(FieldGraph field, Backend backend) {
    sums = new ColumnSums(graph(field), field.parameterTypes(), 2, backend);
    dimension = field.dimension();
  }

  /// `(t, y, p, w) -> w^T df/dp`.
  private static Graph graph(FieldGraph field) {
    int count = field.parameterTypes().size();
    List<Integer> wrt = IntStream.range(2, 2 + count).boxed().toList();
    Graph vjp = ReverseMode.vjp(field.graph(), wrt);
    int primal = field.graph().outputs().size();
    return Pipeline.standard()
        .apply(
            new Graph(
                vjp.name(),
                vjp.inputs(),
                vjp.equations(),
                vjp.outputs().subList(primal, primal + count)));
  }

  /// Begins sums that are added to `into`.
  ///
  /// @param parameters `[element]` if shared, `[element][lane]` if per lane
  /// @param into one array a parameter, in the same layout
  void begin(double[][] parameters, double[][] into, int lanes) {
    sums.begin(parameters, into, lanes);
  }

  /// Adds a point of lane `lane`.
  ///
  /// @param y `[d]`
  /// @param cotangent of the derivative, `[d]` from `offset` on, weighed by `weight`
  void add(int lane, double t, double[] y, double[] cotangent, int offset, double weight) {
    sums.put(0, 0, t);
    for (int i = 0; i < dimension; i++) {
      sums.put(1, i, y[i]);
      sums.put(2, i, cotangent[offset + i] * weight);
    }
    sums.add(lane);
  }

  /// Adds what is still outstanding.
  void flush() {
    sums.flush();
  }
}
