package dev.odeon.nn.train;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The outputs of a model with given parameters, in their precision.
public final class Prediction {
  private Prediction() {}

  /// The outputs for `count` inputs, `[element][sample]`.
  ///
  /// @param parameters of the layout of the model's
  /// @param shape of one input
  /// @param inputs `[element][sample]`
  public static double[] of(
      Layer model,
      ParameterVector parameters,
      Shape shape,
      double[] inputs,
      int count,
      Backend backend) {
    ParameterSpec spec = model.parameters(shape);
    if (!spec.hasLayoutOf(parameters.spec())) {
      throw new IllegalArgumentException(
          "parameters " + parameters.spec() + " are not those of the model, " + spec);
    }
    if (count < 1 || inputs.length != (long) shape.size() * count) {
      throw new IllegalArgumentException(
          inputs.length + " numbers for " + count + " inputs of shape [" + shape + "]");
    }
    DType type = parameters.dtype();
    Tracer tracer = new Tracer();
    Map<String, Tensor> named = new LinkedHashMap<>();
    double[][] arguments = new double[spec.entries().size() + 1][];
    for (int i = 0; i < spec.entries().size(); i++) {
      ParameterSpec.Entry entry = spec.entries().get(i);
      named.put(entry.path(), tracer.input(new TensorType(type, entry.shape()), Scope.SHARED));
      arguments[i] = new double[entry.shape().size()];
      parameters.view(entry.path()).copyTo(arguments[i]);
    }
    arguments[arguments.length - 1] = type.rounded(inputs);
    Tensor x = tracer.input(new TensorType(type, shape), Scope.PER_LANE);
    Tensor y = model.apply(Parameters.of(named), x);
    double[] outputs = new double[y.shape().size() * count];
    backend
        .compile(tracer.graph("model", List.of(y)))
        .run(arguments, new double[][] {outputs}, count);
    return outputs;
  }
}
