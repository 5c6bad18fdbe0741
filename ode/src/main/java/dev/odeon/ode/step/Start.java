package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ControlGraphs;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.control.StepControl;
import java.util.ArrayList;
import java.util.List;

/// What is carried at a start: `(t, stop, y, p) -> (h, controller's memory, rule's memory, dy/dt,
/// g)`.
final class Start {
  private Start() {}

  static List<Tensor> trace(
      StepRule rule, StepControl control, Tensor t, Tensor stop, Tensor y, List<Tensor> p) {
    List<Tensor> evaluated = Stages.evaluate(rule.field(), t, y, p);
    Tensor derivative = Slope.of(rule.field(), t, y, p, evaluated.getFirst());
    Tensor h =
        switch (control) {
          case StepControl.Fixed fixed -> stop.minus(t).dividedBy((double) fixed.steps());
          case StepControl.Adaptive adaptive -> first(rule, adaptive, t, stop, y, derivative, p);
        };
    List<Tensor> outputs = new ArrayList<>(List.of(h));
    outputs.addAll(ControlGraphs.begin(control, t, y.dtype()));
    outputs.addAll(rule.begin(t, y, derivative, p));
    outputs.add(derivative);
    outputs.addAll(evaluated.subList(1, evaluated.size()));
    return outputs;
  }

  private static Tensor first(
      StepRule rule,
      StepControl.Adaptive control,
      Tensor t,
      Tensor stop,
      Tensor y,
      Tensor derivative,
      List<Tensor> p) {
    if (control.initialStep().isPresent()) {
      Tensor span = stop.minus(t);
      Tensor size = span.scalar(control.initialStep().getAsDouble()).min(span.abs());
      return size.times(span.unary(UnaryFunction.SIGN));
    }
    Tensor guess = guess(rule, control, t, stop, y, derivative, p);
    return ControlGraphs.limit(control, guess, guess, guess.compare(Comparison.EQ, guess));
  }

  /// A first step size from the sizes of y, y' and y''. Hairer, Norsett, Wanner, Solving Ordinary
  /// Differential Equations I, 2nd ed., section II.4, "Starting step size"; in the direction of
  /// `stop`, at most up to it. It is a guess, so guards are not asked.
  private static Tensor guess(
      StepRule rule,
      StepControl.Adaptive control,
      Tensor t,
      Tensor stop,
      Tensor y,
      Tensor derivative,
      List<Tensor> p) {
    Tensor span = stop.minus(t);
    Tensor direction = span.unary(UnaryFunction.SIGN);
    ErrorNorm.Weighted norm = new ErrorNorm.Weighted(control.tolerances(), control.norm());
    // In f64 whatever the state: squares of what is not weighed by a small step may overflow.
    Tensor state = y.in(DType.F64);
    Tensor before = derivative.in(DType.F64);
    Tensor scale = norm.scale(state, state);
    Tensor d0 = norm.weigh(state, scale);
    Tensor d1 = norm.weigh(before, scale);
    Tensor flat =
        d0.compare(Comparison.LT, 1e-5)
            .logical(LogicalFunction.OR, d1.compare(Comparison.LT, 1e-5));
    Tensor guess = flat.select(d0.scalar(1e-6), d0.dividedBy(d1).times(0.01)).min(span.abs());
    Tensor signed = guess.times(direction);
    Tensor t1 = t.plus(signed);
    Tensor y1 = derivative.fma(signed.in(y.dtype()), y);
    Tensor f1 = Stages.evaluate(rule.field(), t1, y1, p).getFirst();
    Tensor slope = Slope.of(rule.field(), t1, y1, p, f1);
    Tensor d2 = norm.weigh(slope.in(DType.F64).minus(before), scale).dividedBy(guess);
    Tensor largest = d1.max(d2);
    Tensor straight = largest.compare(Comparison.LE, 1e-15);
    Tensor tiny = guess.times(1e-3).max(guess.scalar(1e-6));
    Tensor power = largest.scalar(1.0 / rule.startOrder());
    Tensor curved = largest.scalar(0.01).dividedBy(largest).pow(power);
    Tensor refined = straight.select(tiny, curved).min(guess.times(100)).min(span.abs());
    Tensor known = refined.compare(Comparison.EQ, refined);
    return known.select(refined, guess).times(direction);
  }
}
