package dev.odeon.ode.step;

import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.Nystrom;
import dev.odeon.ode.method.NystromTableau;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Steps of a Runge-Kutta-Nystrom pair. It carries the second derivative at the current state; the
/// interpolant is the quintic through position, velocity and acceleration at both ends, and its
/// derivative.
record NystromRule(FieldGraph field, Nystrom method) implements StepRule {
  static NystromRule of(FieldGraph field, Nystrom method) {
    SplitField.checkSecondOrder(field, method.name());
    return new NystromRule(field, method);
  }

  @Override
  public List<TensorType> memory() {
    return List.of(new SplitField(field).halfType());
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    return List.of(new SplitField(field).momentum(derivative));
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    NystromTableau tableau = method.tableau();
    SplitField split = new SplitField(field);
    Tensor h = point.h();
    Tensor q = split.position(point.y());
    Tensor v = split.momentum(point.y());
    List<Tensor> k = new ArrayList<>(point.memory());
    Tensor q1 = q;
    for (int i = 1; i < tableau.stages(); i++) {
      Tensor bend = Stages.combine(k, tableau.a(i)).times(h).fma(h, v.times(tableau.c(i)).times(h));
      q1 = q.plus(bend);
      k.add(split.kick(point.at(tableau.c(i)), q1, v, point.p()));
    }
    Tensor v1 = Stages.combine(k, tableau.velocityWeights()).fma(h, v);
    Tensor y1 = Tensor.concatenate(q1, v1);
    Tensor error =
        switch (norm) {
          case ErrorNorm.Ignored _ -> h.scalar(0);
          case ErrorNorm.Weighted weighted -> weighted.of(error(k, h), point.y(), y1);
        };
    return new Trial(
        y1,
        error,
        Optional.empty(),
        List.of(k.getLast()),
        point.memory(),
        List.of(k.getFirst(), k.getLast(), y1),
        split.guards(),
        List.of());
  }

  private Tensor error(List<Tensor> k, Tensor h) {
    NystromTableau tableau = method.tableau();
    return Tensor.concatenate(
        Stages.combine(k, tableau.positionError()).times(h).times(h),
        Stages.combine(k, tableau.velocityError()).times(h));
  }

  @Override
  public List<TensorType> dense() {
    SplitField split = new SplitField(field);
    return List.of(split.halfType(), split.halfType(), split.type());
  }

  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    SplitField split = new SplitField(field);
    Hermite.Ends q = new Hermite.Ends(split.position(point.y()), split.position(dense.get(2)));
    Hermite.Ends v = new Hermite.Ends(split.momentum(point.y()), split.momentum(dense.get(2)));
    Hermite.Ends a = new Hermite.Ends(dense.get(0), dense.get(1));
    return Tensor.concatenate(
        Hermite.quintic(theta, point.h(), q, v, a),
        Hermite.quinticDerivative(theta, point.h(), q, v, a));
  }

  @Override
  public int errorExponent() {
    return method.tableau().embeddedOrder() + 1;
  }

  @Override
  public Work work() {
    return new Work.Constant(method.tableau().stages() - 1, 0, 0);
  }
}
