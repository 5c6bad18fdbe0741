package dev.odeon.adjoint.layer;

import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.problem.VectorField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The field of a flow with what is integrated beside it: the state `[d]`, the change of its
/// logarithmic density, its kinetic energy and the square norm of its Jacobian, `[d + 3]` in all.
///
/// Parameters: those of the layer below `field.`; `noise` `[d]` for an estimated divergence.
///
/// @param field from state and time `[d + 1]` to `[d]`
/// @param direction +1 if time grows from base to data, else -1: both integrals count as positive
record FlowField(Layer field, int dimension, Divergence divergence, double direction)
    implements VectorField {
  static final String NOISE = "noise";
  static final String FIELD = "field";
  static final int EXTRA = 3;

  /// The field alone.
  static Tensor velocity(Layer field, Tensor t, Tensor y, Parameters p) {
    return field.apply(p, Tensor.concatenate(y, t));
  }

  @Override
  public Tensor apply(Tensor t, Tensor y, Parameters p) {
    Tensor state = y.slice(0, dimension);
    ParameterSpec spec = field.parameters(Shape.of(dimension + 1));
    List<Tensor> arguments = new ArrayList<>(List.of(t, state));
    spec.entries().forEach(entry -> arguments.add(p.at(FIELD).get(entry.path())));
    Graph graph = graph(arguments, spec);
    Rates rates =
        switch (divergence) {
          case Divergence.Exact _ -> exact(graph, arguments);
          case Divergence.Hutchinson _ -> estimated(graph, arguments, p.get(NOISE));
        };
    Tensor kinetic = rates.velocity.times(rates.velocity).sum();
    return Tensor.concatenate(
        rates.velocity, rates.trace, kinetic.times(-direction), rates.squareNorm.times(-direction));
  }

  private record Rates(Tensor velocity, Tensor trace, Tensor squareNorm) {}

  private Graph graph(List<Tensor> arguments, ParameterSpec spec) {
    List<ValueType> types = arguments.stream().map(x -> ValueType.of(x.value())).toList();
    return Tracer.trace(
        "velocity",
        types,
        x -> {
          Map<String, Tensor> named = new LinkedHashMap<>();
          for (int i = 0; i < spec.entries().size(); i++) {
            named.put(spec.entries().get(i).path(), x.get(2 + i));
          }
          return List.of(velocity(field, x.get(0), x.get(1), Parameters.of(named)));
        });
  }

  private Rates exact(Graph graph, List<Tensor> arguments) {
    Tracer tracer = arguments.getFirst().tracer();
    Tensor velocity = tracer.call(graph, arguments).getFirst();
    Tensor jacobian = tracer.call(Derivatives.jacobian(graph, 1, 0), arguments).getFirst();
    int elements = dimension * dimension;
    Tensor flat = jacobian.reshape(Shape.of(elements));
    Op diagonal = new Op.Slice(List.of(0), List.of(elements), List.of(dimension + 1));
    return new Rates(velocity, tracer.apply1(diagonal, flat).sum(), flat.times(flat).sum());
  }

  private static Rates estimated(Graph graph, List<Tensor> arguments, Tensor noise) {
    List<Tensor> more = new ArrayList<>(arguments);
    more.add(noise);
    List<Tensor> results = noise.tracer().call(ReverseMode.vjp(graph, List.of(1)), more);
    Tensor row = results.get(1);
    return new Rates(results.getFirst(), row.times(noise).sum(), row.times(row).sum());
  }
}
