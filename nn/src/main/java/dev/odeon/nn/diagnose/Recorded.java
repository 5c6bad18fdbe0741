package dev.odeon.nn.diagnose;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Every value of one run of a graph.
record Recorded(Graph graph, Map<Value, double[]> values, int lanes) {
  static Recorded of(Graph graph, double[][] inputs, int lanes) {
    List<Value> results = new ArrayList<>();
    graph.equations().forEach(equation -> results.addAll(equation.results()));
    Graph all = new Graph(graph.name(), graph.inputs(), graph.equations(), results);
    Map<Value, double[]> values = new HashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      values.put(graph.inputs().get(i), inputs[i]);
    }
    double[][] outputs = new double[results.size()][];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = new double[length(results.get(i), lanes)];
      values.put(results.get(i), outputs[i]);
    }
    new ReferenceBackend().compile(all).run(inputs, outputs, lanes);
    return new Recorded(graph, values, lanes);
  }

  static int length(Value value, int lanes) {
    return Math.multiplyExact(value.type().size(), value.scope() == Scope.PER_LANE ? lanes : 1);
  }

  int length(Value value) {
    return length(value, lanes);
  }

  double[] array(Value value) {
    return Objects.requireNonNull(values.get(value), () -> value + " was not recorded");
  }

  /// Whether the number at `index` is NaN or infinite; whole numbers and truth values never are.
  boolean isBad(Value value, int index) {
    return value.type().dtype().isFloating() && !Double.isFinite(array(value)[index]);
  }

  /// Element and lane of a position in the array of `value`.
  Position position(Value value, int index) {
    return value.scope() == Scope.PER_LANE
        ? new Position(index / lanes, index % lanes)
        : new Position(index, Position.EVERY);
  }

  /// The index in `operand` of the element, in the lane, that `index` has in `result`.
  int counterpart(Value result, int index, Value operand) {
    return operand.scope() == result.scope() ? index : position(result, index).element();
  }

  /// The values of `operands` as inputs of `graph`, spread over lanes where it wants lanes.
  double[][] arguments(Graph inner, List<Value> operands) {
    double[][] arrays = new double[operands.size()][];
    for (int i = 0; i < arrays.length; i++) {
      Value input = inner.inputs().get(i);
      arrays[i] = spread(array(operands.get(i)), operands.get(i).scope(), input, lanes);
    }
    return arrays;
  }

  /// `array`, of scope `scope`, in the scope of `target`.
  static double[] spread(double[] array, Scope scope, Value target, int lanes) {
    if (scope == target.scope()) {
      return array.clone();
    }
    double[] wide = new double[length(target, lanes)];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = array[i / lanes];
    }
    return wide;
  }
}
