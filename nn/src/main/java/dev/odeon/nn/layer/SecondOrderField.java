package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// A second-order equation `d2q/dt2 = a(q, dq/dt)` as a field of first order.
///
/// Input and output are states `[2 n]`: n positions, then their n velocities. Parameters: those of
/// the acceleration under `acceleration`.
///
/// Norcliffe, Bodnar, Day, Simidjievski, Lio, On second order behaviour in augmented neural ODEs
/// (2020).
///
/// @param acceleration a, from `[2 n]` to `[n]`
public record SecondOrderField(Layer acceleration) implements Layer {
  private static final String NAME = "second-order field";

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return acceleration.parameters(input).prefixed("acceleration");
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return input;
  }

  @Override
  public Tensor apply(Parameters p, Tensor state) {
    int n = check(state.shape());
    Tensor a = acceleration.apply(p.at("acceleration"), state);
    return Tensor.concatenate(state.slice(n, 2 * n), a);
  }

  private int check(Shape state) {
    int n = StateHalves.freedom(NAME, state);
    StateHalves.checkSize(NAME, "acceleration", acceleration, state, n);
    return n;
  }
}
