package dev.odeon.ode.step;

import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.LuFactors;
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
    LuFactors factors = factors(point);
    Tensor byTime = timeDerivative(point);
    List<Tensor> guards = List.of();
    List<Tensor> u = new ArrayList<>();
    for (int i = 0; i < tableau.stages(); i++) {
      Tensor argument = point.y();
      Tensor shift = null;
      for (int j = 0; j < i; j++) {
        if (tableau.a(i, j) != 0) {
          argument = u.get(j).fma(h.scalar(tableau.a(i, j)), argument);
        }
        Tensor term = u.get(j).times(tableau.c(i, j));
        shift = shift == null ? term : u.get(j).fma(h.scalar(tableau.c(i, j)), shift);
      }
      Tensor time = h.fma(h.scalar(tableau.node(i)), point.t());
      List<Tensor> evaluated = Stages.evaluate(field, time, argument, point.p());
      guards = both(guards, evaluated.subList(1, evaluated.size()));
      Tensor right = evaluated.getFirst();
      right = shift == null ? right : right.plus(shift.dividedBy(h));
      right = byTime.fma(h.times(tableau.timeWeight(i)), right);
      u.add(factors.solve(right));
    }
    Tensor y1 = point.y().plus(Stages.combine(u, tableau.weights()));
    Tensor error =
        switch (norm) {
          case ErrorNorm.Ignored _ -> h.scalar(0);
          case ErrorNorm.Weighted weighted ->
              weighted.of(Stages.combine(u, tableau.errorWeights()), point.y(), y1);
        };
    return new Trial(y1, error, Optional.empty(), List.of(), List.of(), u, guards, List.of());
  }

  private static List<Tensor> both(List<Tensor> before, List<Tensor> now) {
    if (before.isEmpty()) {
      return now;
    }
    List<Tensor> both = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      both.add(before.get(i).logical(LogicalFunction.AND, now.get(i)));
    }
    return both;
  }

  private static List<Tensor> arguments(StepPoint point) {
    List<Tensor> arguments = new ArrayList<>(List.of(point.t(), point.y()));
    arguments.addAll(point.p());
    return arguments;
  }

  /// Factors of `I / (h gamma) - J`.
  private LuFactors factors(StepPoint point) {
    Tensor jacobian =
        point
            .y()
            .tracer()
            .call(Derivatives.jacobian(field.graph(), 1, 0), arguments(point))
            .getFirst();
    int d = field.dimension();
    double[] identity = new double[d * d];
    for (int i = 0; i < d; i++) {
      identity[i * (d + 1)] = 1;
    }
    Tensor unit = jacobian.tracer().constant(Literal.of(jacobian.type(), identity));
    Tensor scale = point.h().scalar(1).dividedBy(point.h().times(method.tableau().gamma()));
    return LuFactors.of(unit.times(scale).minus(jacobian));
  }

  private Tensor timeDerivative(StepPoint point) {
    List<Tensor> arguments = arguments(point);
    arguments.add(point.t().tracer().apply1(new Op.LaneBroadcast(), point.t().scalar(1)));
    return point.y().tracer().call(ForwardMode.jvp(field.graph(), List.of(0)), arguments).getLast();
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
  public int errorExponent() {
    return method.tableau().orders().embedded() + 1;
  }

  @Override
  public Work work() {
    return new Work.Constant(method.tableau().stages(), 1, 1);
  }
}
