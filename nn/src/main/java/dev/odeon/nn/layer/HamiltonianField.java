package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// Hamilton's equations of a learned energy H: `dq/dt = dH/dp`, `dp/dt = -dH/dq`.
///
/// Input and output are states `[2 n]`: n positions q, then n momenta p. Whatever its parameters, H
/// is constant along every exact trajectory. Parameters: those of the energy under `energy`.
///
/// Greydanus, Dzamba, Yosinski, Hamiltonian neural networks (2019), equation 2.
///
/// @param energy H, from `[2 n]` to one number; smooth activations, since it is differentiated
public record HamiltonianField(Layer energy) implements Layer {
  private static final String NAME = "hamiltonian field";

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return energy.parameters(input).prefixed("energy");
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return input;
  }

  @Override
  public Tensor apply(Parameters p, Tensor state) {
    int n = check(state.shape());
    Tensor slope = LayerDerivatives.of(energy, p.at("energy"), state).gradient();
    return Tensor.concatenate(slope.slice(n, 2 * n), slope.slice(0, n).negate());
  }

  private int check(Shape state) {
    int n = StateHalves.freedom(NAME, state);
    StateHalves.checkScalar(NAME, "energy", energy, state);
    return n;
  }
}
