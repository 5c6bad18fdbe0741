package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// A Lagrangian with a positive definite mass matrix: `L(q, v) = v^T M(q) v / 2 - V(q)` with `M = C
/// C^T + floor I`.
///
/// Input `[2 n]`, positions then velocities; output one scalar. Parameters: those of the factor
/// under `mass` and of the potential under `potential`.
///
/// Lutter, Ritter, Peters, Deep Lagrangian networks (2019).
///
/// @param mass from q `[n]` to the n (n + 1) / 2 entries of the lower triangular C, row by row;
///   [Learned] if the mass does not depend on the position
/// @param potential V, from q `[n]` to one number
/// @param floor the smallest eigenvalue that M can have, positive
public record MechanicalLagrangian(Layer mass, Layer potential, double floor) implements Layer {
  private static final String NAME = "mechanical lagrangian";

  public MechanicalLagrangian {
    if (!(floor > 0 && floor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(NAME + ": floor " + floor + " is not a positive number");
    }
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    Shape position = check(input);
    return ParameterSpec.builder()
        .add("mass", mass.parameters(position))
        .add("potential", potential.parameters(position))
        .build();
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.SCALAR;
  }

  @Override
  public Tensor apply(Parameters p, Tensor state) {
    int n = check(state.shape()).size();
    Tensor q = state.slice(0, n);
    Tensor v = state.slice(n, 2 * n);
    Tensor c = Triangles.lower(mass.apply(p.at("mass"), q), n);
    Tensor w = c.transpose().dot(v);
    Tensor kinetic = w.dot(w).plus(v.dot(v).times(floor)).times(0.5);
    return kinetic.minus(potential.apply(p.at("potential"), q).reshape(Shape.SCALAR));
  }

  private Shape check(Shape state) {
    int n = StateHalves.freedom(NAME, state);
    Shape position = Shape.of(n);
    StateHalves.checkSize(NAME, "mass", mass, position, Triangles.withDiagonal(n));
    StateHalves.checkScalar(NAME, "potential", potential, position);
    return position;
  }
}
