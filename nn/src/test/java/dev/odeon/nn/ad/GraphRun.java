package dev.odeon.nn.ad;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Runs graphs in the interpreter, for tests.
public final class GraphRun {
  private GraphRun() {}

  /// A per-lane `f64` input.
  public static ValueType lane(int... dims) {
    return new ValueType(TensorType.f64(dims), Scope.PER_LANE);
  }

  /// A shared `f64` input.
  public static ValueType shared(int... dims) {
    return new ValueType(TensorType.f64(dims), Scope.SHARED);
  }

  /// All outputs for the given inputs.
  public static double[][] run(Graph graph, int lanes, double[]... inputs) {
    double[][] outputs =
        graph.outputs().stream().map(y -> new double[length(y, lanes)]).toArray(double[][]::new);
    new ReferenceBackend().compile(graph).run(inputs, outputs, lanes);
    return outputs;
  }

  /// The only output for the given inputs and one lane.
  public static double[] only(Graph graph, double[]... inputs) {
    return run(graph, 1, inputs)[0];
  }

  /// Random values in `[low, high)`.
  public static double[][] random(
      List<Value> values, int lanes, double low, double high, Random random) {
    double[][] arrays = new double[values.size()][];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = random.doubles(length(values.get(i), lanes), low, high).toArray();
      for (int k = 0; k < arrays[i].length; k++) {
        arrays[i][k] = as(values.get(i).type().dtype(), arrays[i][k]);
      }
    }
    return arrays;
  }

  private static double as(DType dtype, double x) {
    return switch (dtype) {
      case F64 -> x;
      case F32 -> (float) x;
      case I32, I64 -> Double.longBitsToDouble(Math.round(x));
      case BOOL -> x > 0 ? 1 : 0;
    };
  }

  /// The arrays of both, one after the other.
  public static double[][] join(double[][] first, double[][] second) {
    return Stream.concat(Stream.of(first), Stream.of(second)).toArray(double[][]::new);
  }

  static int length(Value value, int lanes) {
    return value.type().size() * (value.scope() == Scope.PER_LANE ? lanes : 1);
  }
}
