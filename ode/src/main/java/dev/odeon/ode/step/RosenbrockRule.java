package dev.odeon.ode.step;

import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.RosenbrockTableau;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Steps of a Rosenbrock method. Each attempt evaluates the Jacobian and the time derivative of the
/// field, factors one matrix, and solves once a stage. Nothing is carried.
record RosenbrockRule(FieldGraph field, Rosenbrock method) implements StepRule {
  private TensorType state() {
    return field.graph().inputs().get(1).type();
  }

  @Override
  public List<TensorType> memory() {
    return List.of();
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    return List.of();
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    RosenbrockTableau tableau = method.tableau();
    Tensor h = point.h();
    Tensor scale = h.times(tableau.gamma());
    Mass mass = Mass.of(field);
    FieldJacobian jacobian = FieldJacobian.of(field);
    StageMatrix matrix = jacobian.stage(jacobian.at(point.t(), point.y(), point.p()), scale);
    Optional<Tensor> byTime =
        TimeDerivative.of(field, point.t(), point.y(), point.p()).map(x -> x.times(h.times(scale)));
    List<Tensor> guards = List.of();
    List<Tensor> u = new ArrayList<>();
    for (int i = 0; i < tableau.stages(); i++) {
      Tensor argument = point.y();
      Tensor right = null;
      for (int j = 0; j < i; j++) {
        if (tableau.a(i, j) != 0) {
          argument = u.get(j).fma(h.scalar(tableau.a(i, j)), argument);
        }
        Tensor weight = h.scalar(tableau.gamma() * tableau.c(i, j));
        right = right == null ? u.get(j).times(weight) : u.get(j).fma(weight, right);
      }
      List<Tensor> evaluated =
          Stages.evaluate(field, point.at(tableau.node(i)), argument, point.p());
      guards = Stages.both(guards, evaluated.subList(1, evaluated.size()));
      Tensor f = evaluated.getFirst();
      right = right == null ? f.times(scale) : f.fma(scale, mass.times(right));
      if (byTime.isPresent() && tableau.timeWeight(i) != 0) {
        right = byTime.get().fma(h.scalar(tableau.timeWeight(i)), right);
      }
      u.add(matrix.solve(right));
    }
    Tensor y1 = point.y().plus(Stages.combine(u, tableau.weights()));
    Tensor error =
        switch (norm) {
          case ErrorNorm.Ignored _ -> h.scalar(0);
          case ErrorNorm.Weighted weighted ->
              weighted.of(Stages.combine(u, tableau.errorWeights()), point.y(), y1);
        };
    return unlessSingular(
        matrix.singular(),
        point,
        new Trial(y1, error, Optional.empty(), List.of(), List.of(), u, guards, List.of()));
  }

  /// The trial, or one that fails without a number that is not finite.
  private static Trial unlessSingular(Tensor singular, StepPoint point, Trial trial) {
    Tensor zero = point.y().zeros();
    return new Trial(
        singular.select(point.y(), trial.y1()),
        singular.select(point.h().scalar(Double.POSITIVE_INFINITY), trial.error()),
        trial.next(),
        trial.memory(),
        trial.retained(),
        trial.dense().stream().map(u -> singular.select(zero, u)).toList(),
        trial.guards(),
        trial.work());
  }

  @Override
  public List<TensorType> dense() {
    return Collections.nCopies(method.tableau().stages(), state());
  }

  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    Tensor y = point.y();
    for (int i = 0; i < dense.size(); i++) {
      double[] coefficients = method.tableau().dense(i);
      Tensor weight = theta.scalar(coefficients[coefficients.length - 1]);
      for (int k = coefficients.length - 2; k >= 0; k--) {
        weight = weight.fma(theta, theta.scalar(coefficients[k]));
      }
      y = dense.get(i).fma(weight.times(theta), y);
    }
    return y;
  }

  @Override
  public boolean isImplicit() {
    return true;
  }

  @Override
  public int errorExponent() {
    RosenbrockTableau.Orders orders = method.tableau().orders();
    return Math.min(orders.method(), orders.embedded()) + 1;
  }

  @Override
  public Work work() {
    return new Work.Constant(method.tableau().stages(), 1, 1);
  }
}
