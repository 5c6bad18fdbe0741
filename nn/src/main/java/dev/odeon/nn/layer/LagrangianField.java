package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The Euler-Lagrange equations of a learned Lagrangian L(q, v), solved for the acceleration:
/// `dq/dt = v`, `dv/dt = M^-1 (dL/dq - (d2L/dv dq) v)` with `M = d2L/dv2`.
///
/// Input and output are states `[2 n]`: n positions q, then n velocities v. Along every exact
/// trajectory `v . dL/dv - L` is constant. Where M is singular the result is infinite or NaN, and a
/// solve ends there; [MechanicalLagrangian] has a positive definite M by construction. Parameters:
/// those of the Lagrangian under `lagrangian`.
///
/// Cranmer, Greydanus, Hoyer, Battaglia, Spergel, Ho, Lagrangian neural networks (2020), equation
/// 6.
///
/// @param lagrangian L, from `[2 n]` to one number; its second derivatives must not vanish, so no
///   RELU
public record LagrangianField(Layer lagrangian) implements Layer {
  private static final String NAME = "lagrangian field";

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return lagrangian.parameters(input).prefixed("lagrangian");
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return input;
  }

  @Override
  public Tensor apply(Parameters p, Tensor state) {
    int n = check(state.shape());
    LayerDerivatives l = LayerDerivatives.of(lagrangian, p.at("lagrangian"), state);
    Tensor velocity = state.slice(n, 2 * n);
    Tensor drift = Tensor.concatenate(velocity, velocity.zeros());
    Tensor force = l.gradient().slice(0, n).minus(lower(l.hessianTimes(drift)));
    List<Tensor> mass = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      mass.add(lower(l.hessianTimes(unit(state, n + i))));
    }
    return Tensor.concatenate(velocity, Tensor.stack(mass).solve(force));
  }

  private static Tensor lower(Tensor state) {
    int n = state.shape().size() / 2;
    return state.slice(n, 2 * n);
  }

  private static Tensor unit(Tensor state, int index) {
    double[] values = new double[state.shape().size()];
    values[index] = 1;
    return state.tracer().constant(Literal.of(state.type(), values));
  }

  private int check(Shape state) {
    int n = StateHalves.freedom(NAME, state);
    StateHalves.checkScalar(NAME, "lagrangian", lagrangian, state);
    return n;
  }
}
