package dev.odeon.adjoint.layer;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.List;

/// A neural differential equation in more dimensions than are observed: the state `[d]` is followed
/// by extra components, the whole flows, and the first d components come out, `[m, d]`.
///
/// A flow in d dimensions cannot cross itself; with extra dimensions it can, as seen from the first
/// d. Parameters: those of the flow under `flow`, those of the extra start values under `extra`.
///
/// Dupont, Doucet, Teh, Augmented neural ODEs (2019).
///
/// @param flow in d + k dimensions
/// @param extra from the state `[d]` to the k extra components at the start
public record AugmentedOde(NeuralOde flow, Layer extra) implements Layer {
  /// With `count` extra components that start at 0.
  public static AugmentedOde zeros(NeuralOde flow, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("augmented ode: count " + count + " is below 1");
    }
    return new AugmentedOde(flow, new ZeroState(count));
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    return ParameterSpec.builder()
        .add("flow", flow.parameters(whole(input)))
        .add("extra", extra.parameters(input))
        .build();
  }

  @Override
  public Shape outputShape(Shape input) {
    flow.outputShape(whole(input));
    return Shape.of(flow.plan().saveAt().mostTimes(), input.size());
  }

  @Override
  public Tensor apply(Parameters p, Tensor initial) {
    Shape output = outputShape(initial.shape());
    Tensor start = Tensor.concatenate(initial, extra.apply(p.at("extra"), initial));
    Tensor states = flow.apply(p.at("flow"), start);
    return initial
        .tracer()
        .apply1(new Op.Slice(List.of(0, 0), output.dims(), List.of(1, 1)), states);
  }

  private Shape whole(Shape input) {
    if (input.rank() != 1) {
      throw new IllegalArgumentException(
          "augmented ode: state of shape [" + input + "] is not a vector");
    }
    return Shape.of(input.size() + extra.outputShape(input).size());
  }
}
