package dev.odeon.ode.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;

/// A field as the sum of two: `dy/dt = stiff(t, y, p) + other(t, y, p)`.
///
/// @param stiff the part for implicit steps
/// @param other the part for explicit steps
public record AdditiveField(FieldGraph stiff, FieldGraph other) {
  /// @throws IllegalArgumentException if the parts differ in dimension or parameters, or have a
  ///   mass matrix or noise
  public AdditiveField {
    if (stiff.dimension() != other.dimension()) {
      throw new IllegalArgumentException(
          "parts of a field have dimensions " + stiff.dimension() + " and " + other.dimension());
    }
    if (stiff.mass().isPresent() || other.mass().isPresent()) {
      throw new IllegalArgumentException(
          "parts of a field have no mass matrix: methods for fields in parts take none");
    }
    if (stiff.diffusion().isPresent() || other.diffusion().isPresent()) {
      throw new IllegalArgumentException(
          "parts of a field have no noise: methods for fields in parts take none");
    }
    if (!stiff.parameterNames().equals(other.parameterNames())
        || !stiff.parameterTypes().equals(other.parameterTypes())) {
      throw new IllegalArgumentException(
          "parts of a field have parameters "
              + stiff.parameterNames()
              + " and "
              + other.parameterNames()
              + ", or the same names with other types");
    }
  }

  /// The whole field, with the guards of both parts.
  public FieldGraph sum() {
    Tracer tracer = new Tracer();
    List<Tensor> inputs = new ArrayList<>();
    stiff.graph().inputs().forEach(input -> inputs.add(tracer.input(input.type(), input.scope())));
    List<Tensor> first = tracer.call(stiff.graph(), inputs);
    List<Tensor> second = tracer.call(other.graph(), inputs);
    List<Tensor> outputs = new ArrayList<>(List.of(first.getFirst().plus(second.getFirst())));
    outputs.addAll(first.subList(1, first.size()));
    outputs.addAll(second.subList(1, second.size()));
    List<String> guards = new ArrayList<>(stiff.guards());
    guards.addAll(other.guards());
    String name = stiff.graph().name() + "_and_" + other.graph().name();
    return new FieldGraph(tracer.graph(name, outputs), stiff.parameterNames(), guards);
  }
}
