package dev.odeon.ode.problem;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A traced vector field: a graph (t, y, parameters...) to dy/dt.
///
/// @param graph inputs t (scalar, per lane), y (`[d]`, per lane), then one input a parameter;
///   output `[d]`
/// @param parameterNames names of the parameters, in order of the inputs
public record FieldGraph(Graph graph, List<String> parameterNames) {
  public FieldGraph {
    parameterNames = List.copyOf(parameterNames);
    List<Value> inputs = graph.inputs();
    if (inputs.size() != parameterNames.size() + 2 || graph.outputs().size() != 1) {
      throw new IllegalArgumentException(
          "field " + graph.name() + " needs inputs t, y and " + parameterNames + " and one output");
    }
    Value y = inputs.get(1);
    Value dy = graph.outputs().getFirst();
    if (y.type().shape().rank() != 1 || y.type().size() == 0) {
      throw new IllegalArgumentException(
          "field "
              + graph.name()
              + ": state of shape ["
              + y.type().shape()
              + "] is not a vector of length >= 1");
    }
    if (!dy.type().equals(y.type())
        || dy.scope() != Scope.PER_LANE
        || y.scope() != Scope.PER_LANE) {
      throw new IllegalArgumentException(
          "field " + graph.name() + ": derivative is " + dy + ", the state is " + y);
    }
  }

  /// Traces `field` for a state of length `dimension` in `f64`.
  ///
  /// @param parameters type and scope of each parameter, by name
  public static FieldGraph trace(
      String name, VectorField field, int dimension, SequencedMap<String, ValueType> parameters) {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension " + dimension + " of the state is below 1");
    }
    Tracer tracer = new Tracer();
    Tensor t = tracer.input(TensorType.f64(), Scope.PER_LANE);
    Tensor y = tracer.input(TensorType.f64(dimension), Scope.PER_LANE);
    Map<String, Tensor> byName = new LinkedHashMap<>();
    parameters.forEach((path, type) -> byName.put(path, tracer.input(type)));
    Tensor dy = field.apply(t, y, Parameters.of(byName));
    if (!dy.shape().equals(Shape.of(dimension))) {
      throw new IllegalArgumentException(
          "field "
              + name
              + ": derivative has shape ["
              + dy.shape()
              + "], the state ["
              + dimension
              + "]");
    }
    Tensor everyLane =
        dy.scope() == Scope.PER_LANE ? dy : tracer.apply1(new Op.LaneBroadcast(), dy);
    Graph graph = tracer.graph(name, List.of(everyLane));
    return new FieldGraph(
        Pipeline.standard().apply(graph), new ArrayList<>(parameters.sequencedKeySet()));
  }

  /// Traces a field without parameters.
  public static FieldGraph trace(String name, VectorField field, int dimension) {
    return trace(name, field, dimension, new LinkedHashMap<>());
  }

  /// Length of the state.
  public int dimension() {
    return graph.inputs().get(1).type().size();
  }

  /// Types and scopes of the parameters.
  public List<ValueType> parameterTypes() {
    return graph.inputs().subList(2, graph.inputs().size()).stream().map(ValueType::of).toList();
  }
}
