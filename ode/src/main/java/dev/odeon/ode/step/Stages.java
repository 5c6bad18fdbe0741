package dev.odeon.ode.step;

import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.method.ButcherTableau;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;

/// The stages of one explicit Runge-Kutta step, traced.
///
/// @param y1 the new state
/// @param k the stage derivatives; the last one is the derivative at the new state
/// @param guards one truth value a guard of the field: whether it held in all stages but the first
record Stages(Tensor y1, List<Tensor> k, List<Tensor> guards) {
  /// Traces the step from `point`, with `k1 = f(t, y)`.
  static Stages trace(FieldGraph field, ButcherTableau tableau, StepPoint point, Tensor k1) {
    Tensor h = point.h();
    Tensor y = point.y();
    List<Tensor> k = new ArrayList<>(List.of(k1));
    List<Tensor> guards = List.of();
    Tensor y1 = y;
    for (int i = 1; i < tableau.stages(); i++) {
      double[] weights = new double[i];
      for (int j = 0; j < i; j++) {
        weights[j] = tableau.a(i, j);
      }
      y1 = combine(k, weights).fma(h, y);
      List<Tensor> stage = evaluate(field, point.at(tableau.c(i)), y1, point.p());
      k.add(stage.getFirst());
      guards = both(guards, stage.subList(1, stage.size()));
    }
    return new Stages(y1, k, guards);
  }

  /// dy/dt at `(t, y)`, then one truth value a guard.
  static List<Tensor> evaluate(FieldGraph field, Tensor t, Tensor y, List<Tensor> parameters) {
    List<Tensor> arguments = new ArrayList<>(List.of(t, y));
    arguments.addAll(parameters);
    return y.tracer().call(field.graph(), arguments);
  }

  /// Guards that held both times; `before` may be empty.
  static List<Tensor> both(List<Tensor> before, List<Tensor> now) {
    if (before.isEmpty()) {
      return now;
    }
    List<Tensor> both = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      both.add(before.get(i).logical(LogicalFunction.AND, now.get(i)));
    }
    return both;
  }

  /// `sum_i weights[i] k_i`, in order, each term added by fma; zero weights are left out.
  static Tensor combine(List<Tensor> k, double[] weights) {
    Tensor sum = null;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] != 0) {
        Tensor term = k.get(i);
        Tensor weight = term.scalar(weights[i]);
        sum = sum == null ? term.times(weight) : term.fma(weight, sum);
      }
    }
    return sum == null ? k.getFirst().zeros() : sum;
  }

  /// Whether the weight of stage `i` is 0 everywhere in the step.
  private static boolean hasNoPart(ButcherTableau tableau, int i) {
    boolean none =
        tableau.form() == ButcherTableau.Form.POWERS
            || i >= tableau.weights().length
            || tableau.weights()[i] == 0;
    for (int m = 0; none && m < tableau.denseDegree(); m++) {
      none = tableau.dense(i, m) == 0;
    }
    return none;
  }

  /// `y + h sum_i b_i(theta) k_i`, theta and h in the precision of the state.
  static Tensor interpolate(
      ButcherTableau tableau, Tensor theta, Tensor h, Tensor y, List<Tensor> k) {
    Tensor x =
        switch (tableau.form()) {
          case POWERS -> theta;
          case CENTRED -> theta.minus(0.5);
        };
    Tensor left = theta.negate().plus(1);
    double[] ends = tableau.weights();
    Tensor sum = null;
    for (int i = 0; i < k.size(); i++) {
      if (hasNoPart(tableau, i)) {
        continue;
      }
      Tensor weight = null;
      for (int m = tableau.denseDegree() - 1; m >= 0; m--) {
        Tensor coefficient = theta.scalar(tableau.dense(i, m));
        weight = weight == null ? coefficient : weight.fma(x, coefficient);
      }
      if (weight != null && tableau.form() == ButcherTableau.Form.CENTRED) {
        weight = weight.fma(left, theta.scalar(i < ends.length ? ends[i] : 0));
      }
      if (weight != null) {
        Tensor scaled = weight.times(theta);
        sum = sum == null ? k.get(i).times(scaled) : k.get(i).fma(scaled, sum);
      }
    }
    return sum == null ? y : sum.fma(h, y);
  }
}
