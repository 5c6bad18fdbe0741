package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.ButcherTableau;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

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
    Stages stages = Stages.trace(field, tableau(), point, point.memory().getFirst());
    Tensor error =
        switch (norm) {
          case ErrorNorm.Ignored _ -> point.h().scalar(0);
          case ErrorNorm.Weighted weighted -> guarded(error(weighted, stages, point), stages);
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

  /// NaN if the derivative at the end of the step is not finite, where no stage that the error
  /// depends on stands there and so would show it.
  private Tensor guarded(Tensor error, Stages stages) {
    for (int i = 0; i < tableau().stages(); i++) {
      if (tableau().c(i) == 1 && tableau().error(i) != 0) {
        return error;
      }
    }
    return error.plus(stages.k().getLast().sum().times(0));
  }

  /// The weighted error; of two estimates e and e' it is `e^2 / sqrt(e^2 + 0.01 e'^2)`. Hairer,
  /// Norsett, Wanner, Solving Ordinary Differential Equations I, 2nd ed., equation (II.10.17).
  private Tensor error(ErrorNorm.Weighted norm, Stages stages, StepPoint point) {
    Tensor first = estimate(norm, stages, point, tableau()::error);
    if (!tableau().hasSecondEstimate()) {
      return first;
    }
    Tensor second = estimate(norm, stages, point, tableau()::secondError);
    Tensor square = first.times(first);
    Tensor both = second.times(second).fma(second.scalar(0.01), square);
    Tensor none = both.compare(Comparison.EQ, 0);
    return none.select(first, square.dividedBy(none.select(both.scalar(1), both).sqrt()));
  }

  private Tensor estimate(
      ErrorNorm.Weighted norm, Stages stages, StepPoint point, IntToDoubleFunction weight) {
    double[] weights = new double[tableau().stages()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = weight.applyAsDouble(i);
    }
    Tensor difference = Stages.combine(stages.k(), weights).times(point.h());
    return norm.of(difference, point.y(), stages.y1());
  }

  @Override
  public List<TensorType> dense() {
    return Collections.nCopies(tableau().stages(), state());
  }

  @Override
  public boolean endsStepsAtSaves() {
    return tableau().hasErrorEstimate() && tableau().denseOrder() + 2 < tableau().order();
  }

  @Override
  public List<TensorType> extra() {
    return Collections.nCopies(tableau().allStages() - tableau().stages(), state());
  }

  @Override
  public List<Tensor> refine(StepPoint point, List<Tensor> dense) {
    List<Tensor> k = new ArrayList<>(dense);
    for (int i = tableau().stages(); i < tableau().allStages(); i++) {
      double[] weights = new double[i];
      for (int j = 0; j < i; j++) {
        weights[j] = tableau().a(i, j);
      }
      Tensor argument = Stages.combine(k, weights).fma(point.h(), point.y());
      k.add(Stages.evaluate(field, point.at(tableau().c(i)), argument, point.p()).getFirst());
    }
    return k.subList(dense.size(), k.size());
  }

  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    return Stages.interpolate(tableau(), theta, point.h(), point.y(), dense);
  }

  @Override
  public int errorExponent() {
    return tableau().hasSecondEstimate() ? tableau().order() : tableau().embeddedOrder() + 1;
  }

  @Override
  public Work work() {
    return new Work.Constant(tableau().stages() - 1, 0, 0);
  }
}
