package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// Hamilton's equations with friction: `dq/dt = dH/dp`, `dp/dt = -dH/dq - D dH/dp` with `D = C
/// C^T`, so that `dH/dt = -|C^T dH/dp|^2` is never positive.
///
/// Input and output are states `[2 n]`: n positions q, then n momenta p. Parameters: those of the
/// energy under `energy` and of the damping under `damping`.
///
/// Zhong, Dey, Chakraborty, Dissipative SymODEN (2020), equation 4, without control.
///
/// @param energy H, from `[2 n]` to one number
/// @param damping from the state `[2 n]` to the n (n + 1) / 2 entries of the lower triangular C,
///   row by row; [Learned] if friction does not depend on the state
public record DissipativeHamiltonian(Layer energy, Layer damping) implements Layer {
  private static final String NAME = "dissipative hamiltonian";

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return ParameterSpec.builder()
        .add("energy", energy.parameters(input))
        .add("damping", damping.parameters(input))
        .build();
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
    Tensor c = Triangles.lower(damping.apply(p.at("damping"), state), n);
    Tensor velocity = slope.slice(n, 2 * n);
    Tensor friction = c.dot(c.transpose().dot(velocity));
    return Tensor.concatenate(velocity, slope.slice(0, n).negate().minus(friction));
  }

  private int check(Shape state) {
    int n = StateHalves.freedom(NAME, state);
    StateHalves.checkScalar(NAME, "energy", energy, state);
    StateHalves.checkSize(NAME, "damping", damping, state, Triangles.withDiagonal(n));
    return n;
  }
}
