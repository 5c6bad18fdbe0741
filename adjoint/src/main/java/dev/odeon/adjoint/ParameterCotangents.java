package dev.odeon.adjoint;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.problem.FieldGraph;
import java.util.List;
import java.util.stream.IntStream;

/// Sums of `w^T df/dp(t, y, p)` over points `(t, y, w)`, 64 points at a time whatever lane they
/// belong to.
final class ParameterCotangents {
  private final Executable graph;
  private final List<ValueType> types;
  private final int dimension;
  private final double[] t = new double[Blocks.SIZE];
  private final double[] y;
  private final double[] w;
  private final int[] lane = new int[Blocks.SIZE];
  private final double[][] in;
  private final double[][] out;
  private int points;
  private double[][] parameters = new double[0][];
  private double[][] sums = new double[0][];
  private int lanes;

  ParameterCotangents(FieldGraph field, Backend backend) {
    graph = backend.compile(graph(field));
    types = field.parameterTypes();
    dimension = field.dimension();
    y = new double[dimension * Blocks.SIZE];
    w = new double[dimension * Blocks.SIZE];
    in = new double[3 + types.size()][];
    out = new double[types.size()][];
    for (int p = 0; p < out.length; p++) {
      int columns = isShared(p) ? 1 : Blocks.SIZE;
      out[p] = new double[types.get(p).type().size() * columns];
      in[2 + p] = new double[isShared(p) ? 0 : types.get(p).type().size() * columns];
    }
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

  private boolean isShared(int p) {
    return types.get(p).scope() == Scope.SHARED;
  }

  /// Begins sums that are added to `into`.
  ///
  /// @param given parameters, `[element]` if shared, `[element][lane]` if per lane
  /// @param into one array a parameter, in the same layout
  void begin(double[][] given, double[][] into, int of) {
    parameters = given;
    sums = into;
    lanes = of;
    points = 0;
  }

  /// Adds a point of lane `of`.
  ///
  /// @param state `[d]`
  /// @param cotangent of the derivative, `[d]` from `offset` on, weighed by `weight`
  void add(int of, double time, double[] state, double[] cotangent, int offset, double weight) {
    lane[points] = of;
    t[points] = time;
    for (int i = 0; i < dimension; i++) {
      y[i * Blocks.SIZE + points] = state[i];
      w[i * Blocks.SIZE + points] = cotangent[offset + i] * weight;
    }
    if (++points == Blocks.SIZE) {
      flush();
    }
  }

  /// Adds what is still outstanding.
  void flush() {
    if (points == 0) {
      return;
    }
    in[0] = t;
    in[1] = y;
    in[in.length - 1] = w;
    if (points < Blocks.SIZE) {
      pack(y);
      pack(w);
    }
    for (int p = 0; p < types.size(); p++) {
      if (isShared(p)) {
        in[2 + p] = parameters[p];
      } else {
        gather(parameters[p], types.get(p).type().size(), in[2 + p]);
      }
    }
    graph.run(in, out, points);
    for (int p = 0; p < types.size(); p++) {
      take(p, types.get(p).type().size());
    }
    points = 0;
  }

  private void pack(double[] values) {
    for (int i = 1; i < dimension; i++) {
      System.arraycopy(values, i * Blocks.SIZE, values, i * points, points);
    }
  }

  private void gather(double[] values, int elements, double[] target) {
    for (int e = 0; e < elements; e++) {
      for (int point = 0; point < points; point++) {
        target[e * points + point] = values[e * lanes + lane[point]];
      }
    }
  }

  private void take(int p, int elements) {
    double[] sum = sums[p];
    if (isShared(p)) {
      for (int e = 0; e < elements; e++) {
        sum[e] += out[p][e];
      }
      return;
    }
    for (int e = 0; e < elements; e++) {
      for (int point = 0; point < points; point++) {
        sum[e * lanes + lane[point]] += out[p][e * points + point];
      }
    }
  }
}
