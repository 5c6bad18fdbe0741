package dev.odeon.nn.layer;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Derivatives of a layer's output for its input, as part of a trace: what a layer needs whose
/// formula contains the derivative of another layer, such as a Hamiltonian network.
///
/// They are ordinary equations of the trace and can be differentiated again.
public final class LayerDerivatives {
  private static final List<Integer> INPUT = List.of(0);

  private final Graph graph;
  private final List<Tensor> arguments;

  private LayerDerivatives(Graph graph, List<Tensor> arguments) {
    this.graph = graph;
    this.arguments = arguments;
  }

  /// Of `layer` with the parameters `p` at the input `x`.
  public static LayerDerivatives of(Layer layer, Parameters p, Tensor x) {
    Tracer inner = new Tracer();
    Tensor input = inner.input(ValueType.of(x.value()));
    List<Tensor> arguments = new ArrayList<>(List.of(x));
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : layer.parameters(x.shape()).entries()) {
      Tensor outer = p.get(entry.path());
      arguments.add(outer);
      named.put(entry.path(), inner.input(ValueType.of(outer.value())));
    }
    Tensor output = layer.apply(Parameters.of(named), input);
    return new LayerDerivatives(inner.graph("inner", List.of(output)), arguments);
  }

  /// The output itself.
  public Tensor value() {
    return tracer().call(graph, arguments).getFirst();
  }

  /// The gradient for the input, of the input's shape.
  ///
  /// @throws IllegalArgumentException if the output has more than one element
  public Tensor gradient() {
    return tracer().call(gradientGraph(), arguments).getFirst();
  }

  /// `J v`, of the output's shape.
  ///
  /// @param direction v, of the input's shape
  public Tensor jvp(Tensor direction) {
    return tracer().call(ForwardMode.jvp(graph, INPUT), with(direction)).get(1);
  }

  /// `J^T w`, of the input's shape.
  ///
  /// @param cotangent w, of the output's shape
  public Tensor vjp(Tensor cotangent) {
    return tracer().call(ReverseMode.vjp(graph, INPUT), with(cotangent)).get(1);
  }

  /// `H v` with H the matrix of second derivatives, by forward over reverse mode.
  ///
  /// @param direction v, of the input's shape
  /// @throws IllegalArgumentException if the output has more than one element
  public Tensor hessianTimes(Tensor direction) {
    return tracer().call(ForwardMode.jvp(gradientGraph(), INPUT), with(direction)).get(1);
  }

  private Graph gradientGraph() {
    Shape output = graph.outputs().getFirst().type().shape();
    if (output.size() != 1) {
      throw new IllegalArgumentException(
          "gradient of a layer: output of shape [" + output + "] is not one number");
    }
    List<ValueType> types = graph.inputs().stream().map(ValueType::of).toList();
    return Tracer.trace(
        "inner_gradient",
        types,
        inputs -> {
          List<Tensor> all = new ArrayList<>(inputs);
          all.add(inputs.getFirst().scalar(1).broadcast(output));
          Tracer tracer = inputs.getFirst().tracer();
          return List.of(tracer.call(ReverseMode.vjp(graph, INPUT), all).get(1));
        });
  }

  private Tracer tracer() {
    return arguments.getFirst().tracer();
  }

  private List<Tensor> with(Tensor last) {
    List<Tensor> all = new ArrayList<>(arguments);
    all.add(last);
    return all;
  }
}
