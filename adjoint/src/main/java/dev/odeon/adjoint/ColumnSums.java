package dev.odeon.adjoint;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.Blocks;
import java.util.List;

/// Sums of what a graph has for the parameters in many columns, 64 columns at a time whatever lane
/// they belong to.
///
/// The graph is `(first, parameters, rest) -> cotangents of the parameters`, where first and rest
/// are per lane.
final class ColumnSums {
  private final Executable graph;
  private final List<ValueType> types;
  private final int first;
  private final double[][] columns;
  private final int[] lane = new int[Blocks.SIZE];
  private final double[][] in;
  private final double[][] out;
  private int count;
  private double[][] parameters = new double[0][];
  private double[][] sums = new double[0][];
  private int lanes;

  /// @param types of the parameters
  /// @param first number of inputs before them
  ColumnSums(Graph graph, List<ValueType> types, int first, Backend backend) {
    this.graph = backend.compile(graph);
    this.types = types;
    this.first = first;
    in = new double[graph.inputs().size()][];
    columns = new double[in.length - types.size()][];
    for (int i = 0; i < columns.length; i++) {
      int input = i < first ? i : i + types.size();
      columns[i] = new double[graph.inputs().get(input).type().size() * Blocks.SIZE];
    }
    out = new double[types.size()][];
    for (int p = 0; p < out.length; p++) {
      int width = isShared(p) ? 1 : Blocks.SIZE;
      out[p] = new double[types.get(p).type().size() * width];
      in[first + p] = new double[isShared(p) ? 0 : out[p].length];
    }
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
    count = 0;
  }

  /// Puts element `element` of input `input`, parameters not counted, of the column that is to be
  /// added next.
  void put(int input, int element, double value) {
    columns[input][element * Blocks.SIZE + count] = value;
  }

  /// Adds the column that was put, which belongs to lane `of`.
  void add(int of) {
    lane[count] = of;
    if (++count == Blocks.SIZE) {
      flush();
    }
  }

  /// Adds what is still outstanding.
  void flush() {
    if (count == 0) {
      return;
    }
    for (int i = 0; i < columns.length; i++) {
      in[i < first ? i : i + types.size()] = columns[i];
      pack(columns[i]);
    }
    for (int p = 0; p < types.size(); p++) {
      if (isShared(p)) {
        in[first + p] = parameters[p];
      } else {
        gather(parameters[p], types.get(p).type().size(), in[first + p]);
      }
    }
    graph.run(in, out, count);
    for (int p = 0; p < types.size(); p++) {
      take(p, types.get(p).type().size());
    }
    count = 0;
  }

  private void pack(double[] values) {
    for (int i = 1; i < values.length / Blocks.SIZE && count < Blocks.SIZE; i++) {
      System.arraycopy(values, i * Blocks.SIZE, values, i * count, count);
    }
  }

  private void gather(double[] values, int elements, double[] target) {
    for (int e = 0; e < elements; e++) {
      for (int column = 0; column < count; column++) {
        target[e * count + column] = values[e * lanes + lane[column]];
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
      for (int column = 0; column < count; column++) {
        sum[e * lanes + lane[column]] += out[p][e * count + column];
      }
    }
  }
}
