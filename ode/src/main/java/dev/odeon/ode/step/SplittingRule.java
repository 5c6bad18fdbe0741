package dev.odeon.ode.step;

import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.Splitting;
import dev.odeon.ode.method.SplittingTableau;
import dev.odeon.ode.problem.FieldGraph;
import java.util.List;
import java.util.Optional;

/// Steps of a symplectic splitting. It carries the derivative at the current state: its second half
/// is the first kick, and the cubic Hermite interpolant needs it.
record SplittingRule(FieldGraph field, Splitting method) implements StepRule {
  static SplittingRule of(FieldGraph field, Splitting method) {
    switch (method.tableau().systems()) {
      case SEPARABLE -> SplitField.checkSeparable(field, method.name());
      case SECOND_ORDER -> SplitField.checkSecondOrder(field, method.name());
    }
    return new SplittingRule(field, method);
  }

  @Override
  public List<TensorType> memory() {
    return List.of(new SplitField(field).type());
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    return List.of(derivative);
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    SplittingTableau tableau = method.tableau();
    SplitField split = new SplitField(field);
    Tensor h = point.h();
    Tensor q = split.position(point.y());
    Tensor v = split.momentum(point.y());
    Tensor force = split.momentum(point.memory().getFirst());
    double kicked = 0;
    double drifted = 0;
    for (int i = 0; i < tableau.stages(); i++) {
      if (drifted != 0) {
        force = split.kick(at(point, drifted), q, v, point.p());
      }
      v = force.fma(h.times(tableau.kick(i)), v);
      kicked += tableau.kick(i);
      if (tableau.drift(i) != 0) {
        Tensor velocity = split.drift(at(point, kicked), q, v, point.p());
        q = velocity.fma(h.times(tableau.drift(i)), q);
        drifted += tableau.drift(i);
      }
    }
    Tensor y1 = Tensor.concatenate(q, v);
    Tensor derivative = split.evaluate(at(point, 1), q, v, point.p());
    return new Trial(
        y1,
        h.scalar(0),
        Optional.empty(),
        List.of(derivative),
        point.memory(),
        List.of(point.memory().getFirst(), derivative, y1),
        split.guards(),
        List.of());
  }

  private static Tensor at(StepPoint point, double fraction) {
    return fraction == 0 ? point.t() : point.at(near(fraction));
  }

  /// Sums of coefficients that are 1 but for rounding count as 1, so that the last kick is the
  /// derivative at the new state.
  private static double near(double fraction) {
    return Math.abs(fraction - 1) < 1e-13 ? 1 : fraction;
  }

  @Override
  public List<TensorType> dense() {
    TensorType state = new SplitField(field).type();
    return List.of(state, state, state);
  }

  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    return Hermite.cubic(theta, point.h(), point.y(), dense.get(2), dense.get(0), dense.get(1));
  }

  @Override
  public int errorExponent() {
    return method.order() + 1;
  }

  @Override
  public Work work() {
    long drifts = 0;
    for (int i = 0; i < method.tableau().stages(); i++) {
      drifts += method.tableau().drift(i) == 0 ? 0 : 1;
    }
    return new Work.Constant(drifts, 0, 0);
  }
}
