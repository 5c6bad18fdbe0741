package dev.odeon.nn.backend.reference;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.List;

/// A sub-graph with arrays for its inputs and outputs; shared arguments are spread over lanes where
/// it wants lanes.
final class SubgraphCall {
  private final Executable executable;
  private final List<Value> inputs;
  private final List<Value> outputs;
  private final int[] sizes;
  private final Scope[] scopes;
  private final double[][] in;
  private final double[][] out;
  private int capacity;

  /// @param executable runs `graph`
  SubgraphCall(Graph graph, Executable executable) {
    this.executable = executable;
    inputs = graph.inputs();
    outputs = graph.outputs();
    sizes = inputs.stream().mapToInt(input -> input.type().size()).toArray();
    scopes = inputs.stream().map(Value::scope).toArray(Scope[]::new);
    in = new double[inputs.size()][];
    out = new double[outputs.size()][];
  }

  void reserve(int lanes) {
    if (lanes > capacity) {
      allocate(in, inputs, lanes);
      allocate(out, outputs, lanes);
      capacity = lanes;
    }
  }

  private static void allocate(double[][] arrays, List<Value> values, int lanes) {
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = new double[values.get(i).type().size() * width(values.get(i).scope(), lanes)];
    }
  }

  /// Sets input `i` to elements `from...` of `source`, whose scope is `scope`.
  void set(int i, double[] source, int from, Scope scope, int lanes) {
    spread(source, from, scope, in[i], 0, scopes[i], sizes[i], lanes);
  }

  void run(int lanes) {
    executable.run(in, out, lanes);
  }

  double[] output(int i) {
    return out[i];
  }

  Scope outputScope(int i) {
    return outputs.get(i).scope();
  }

  /// Copies elements from one array to another; positions are in elements.
  static void spread(
      double[] source,
      int from,
      Scope scope,
      double[] target,
      int to,
      Scope targetScope,
      int elements,
      int lanes) {
    if (scope == targetScope) {
      int width = width(scope, lanes);
      System.arraycopy(source, from * width, target, to * width, elements * width);
    } else {
      for (int e = 0; e < elements; e++) {
        for (int lane = 0; lane < lanes; lane++) {
          target[(to + e) * lanes + lane] = source[from + e];
        }
      }
    }
  }

  static int width(Scope scope, int lanes) {
    return scope == Scope.PER_LANE ? lanes : 1;
  }
}
