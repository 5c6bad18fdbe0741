package dev.odeon.ode.step;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.RadauTableau;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The equation of all stages of a collocation method at once, `M z_i = h sum_j a_ij f(t + c_j h, y
/// + z_j)`, the stages one after another as one vector of length 3 d; it depends on `(t, h, y, p)`.
///
/// @param field f
/// @param tableau the coefficients
/// @param jacobian the derivative of f for the state
record CollocationEquation(FieldGraph field, RadauTableau tableau, FieldJacobian jacobian)
    implements ImplicitFunction.Equation {
  private static final int STAGES = 3;

  CollocationEquation(FieldGraph field, RadauTableau tableau) {
    this(field, tableau, FieldJacobian.of(field));
  }

  /// The stages in the vector of all.
  static List<Tensor> split(Tensor all, int dimension) {
    List<Tensor> z = new ArrayList<>();
    for (int i = 0; i < STAGES; i++) {
      z.add(all.slice(i * dimension, (i + 1) * dimension));
    }
    return z;
  }

  private Tensor time(List<Tensor> x, int stage) {
    return x.get(1).fma(x.get(1).scalar(tableau.c(stage)), x.get(0));
  }

  @Override
  public Tensor residual(List<Tensor> x, Tensor all) {
    List<Tensor> z = split(all, field.dimension());
    List<Tensor> slopes = new ArrayList<>();
    for (int i = 0; i < STAGES; i++) {
      Tensor state = x.get(2).plus(z.get(i));
      slopes.add(Stages.evaluate(field, time(x, i), state, x.subList(3, x.size())).getFirst());
    }
    List<Tensor> residual = new ArrayList<>();
    for (int i = 0; i < STAGES; i++) {
      Tensor slope = Stages.combine(slopes, tableau.row(i));
      residual.add(slope.times(x.get(1)).minus(Mass.of(field).times(z.get(i))));
    }
    return Tensor.concatenate(residual);
  }

  @Override
  public StageMatrix matrix(List<Tensor> x, Tensor all) {
    List<Tensor> z = split(all, field.dimension());
    List<Tensor> jacobians = new ArrayList<>();
    for (int i = 0; i < STAGES; i++) {
      Tensor state = x.get(2).plus(z.get(i));
      jacobians.add(jacobian.at(time(x, i), state, x.subList(3, x.size())));
    }
    return jacobian.stages(jacobians, x.get(1), tableau);
  }

  @Override
  public Tensor scale(List<Tensor> x, Tensor all) {
    Tensor scale = Newton.scale(new ErrorNorm.Ignored(), x.get(2));
    return Tensor.concatenate(Collections.nCopies(STAGES, scale));
  }
}
