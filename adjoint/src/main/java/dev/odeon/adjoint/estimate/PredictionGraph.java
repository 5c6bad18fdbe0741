package dev.odeon.adjoint.estimate;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Predictions of a model as a graph, with their tangents.
final class PredictionGraph {
  private PredictionGraph() {}

  /// `(parameters, input, tangents of parameters) -> (predictions, tangents of predictions)`, the
  /// predictions per lane.
  ///
  /// @param spec the model's parameters for this input
  /// @param scope whether all lanes have the same parameters, or each its own
  static Graph withTangents(Layer model, ParameterSpec spec, Shape input, Scope scope) {
    List<Integer> all = IntStream.range(0, spec.entries().size()).boxed().toList();
    Graph graph = Pipeline.standard().apply(trace(model, spec, input, scope));
    return Pipeline.standard().apply(ForwardMode.jvp(graph, all));
  }

  private static Graph trace(Layer model, ParameterSpec spec, Shape input, Scope scope) {
    Tracer tracer = new Tracer();
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : spec.entries()) {
      TensorType type = TensorType.f64(entry.shape().toArray());
      named.put(entry.path(), tracer.input(type, scope));
    }
    Tensor x = tracer.input(new ValueType(TensorType.f64(input.toArray()), Scope.PER_LANE));
    Tensor y = model.apply(Parameters.of(named), x);
    Tensor each = y.scope() == Scope.PER_LANE ? y : tracer.apply1(new Op.LaneBroadcast(), y);
    return tracer.graph("predictions", List.of(each));
  }
}
