package dev.odeon.nn.layer;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.check.GradientCheck;
import dev.odeon.nn.check.GradientReport;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A layer run on numbers.
final class LayerRun {
  private final ParameterVector parameters;
  private final Graph graph;

  /// The layer for inputs of length `size`, with weights drawn by `seed`.
  LayerRun(Layer layer, int size, long seed) {
    this(layer, size, layer.parameters(Shape.of(size)).initialize(seed));
  }

  LayerRun(Layer layer, int size, ParameterVector parameters) {
    this.parameters = parameters;
    Tracer tracer = new Tracer();
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : parameters.spec().entries()) {
      named.put(entry.path(), tracer.input(TensorType.f64(entry.shape().toArray()), Scope.SHARED));
    }
    Tensor x = tracer.input(TensorType.f64(size), Scope.PER_LANE);
    Tensor y = layer.apply(Parameters.of(named), x);
    graph = Pipeline.standard().apply(tracer.graph("layer", List.of(y)));
  }

  /// Its output for `x`.
  double[] at(double... x) {
    double[] y = new double[graph.outputs().getFirst().type().size()];
    new ReferenceBackend().compile(graph).run(inputs(x), new double[][] {y}, 1);
    return y;
  }

  /// Its derivatives against differences.
  GradientReport check(double... x) {
    return GradientCheck.check(graph, inputs(x), 1);
  }

  private double[][] inputs(double[] x) {
    List<ParameterSpec.Entry> entries = parameters.spec().entries();
    double[][] inputs = new double[entries.size() + 1][];
    for (int i = 0; i < entries.size(); i++) {
      inputs[i] = new double[entries.get(i).shape().size()];
      parameters.view(entries.get(i).path()).copyTo(inputs[i]);
    }
    inputs[entries.size()] = x;
    return inputs;
  }
}
