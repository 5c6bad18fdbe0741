package dev.odeon.ode.step;

import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.ButcherTableau;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.problem.FieldGraph;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Steps of an explicit Runge-Kutta method. It carries the derivative at the current state: the
/// last stage of one step is the first of the next.
record ExplicitRule(FieldGraph field, ExplicitRungeKutta method) implements StepRule {
  private ButcherTableau tableau() {
    return method.tableau();
  }

  private TensorType state() {
    return field.graph().inputs().get(1).type();
  }

  @Override
  public List<TensorType> memory() {
    return List.of(state());
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    return List.of(derivative);
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    Stages stages =
        Stages.trace(
            field,
            tableau(),
            point.t(),
            point.h(),
            point.y(),
            point.memory().getFirst(),
            point.p());
    Tensor error =
        switch (norm) {
          case ErrorNorm.Ignored _ -> point.t().scalar(0);
          case ErrorNorm.Weighted weighted ->
              weighted.of(
                  Stages.combine(stages.k(), weights()).times(point.h()), point.y(), stages.y1());
        };
    return new Trial(
        stages.y1(),
        error,
        Optional.empty(),
        List.of(stages.k().getLast()),
        point.memory(),
        stages.k(),
        stages.guards(),
        List.of());
  }

  private double[] weights() {
    double[] weights = new double[tableau().stages()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = tableau().error(i);
    }
    return weights;
  }

  @Override
  public List<TensorType> dense() {
    return Collections.nCopies(tableau().stages(), state());
  }

  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    return Stages.interpolate(tableau(), theta, point.h(), point.y(), dense);
  }

  @Override
  public int errorExponent() {
    return tableau().embeddedOrder() + 1;
  }

  @Override
  public Work work() {
    return new Work.Constant(tableau().stages() - 1, 0, 0);
  }
}
