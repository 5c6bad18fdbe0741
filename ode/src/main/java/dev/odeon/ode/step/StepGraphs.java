package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.control.ControlGraphs;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.ButcherTableau;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;

/// Everything that a backend needs to integrate a field by an explicit Runge-Kutta method, as
/// graphs.
///
/// Scalars t, h, ... are per lane; y and k_i are `[d]` per lane; `p` stands for one input a
/// parameter, `g` for one truth value per lane a guard of the field: whether it held in the
/// evaluations of the field that the graph makes.
public final class StepGraphs {
  private final FieldGraph field;
  private final ExplicitRungeKutta method;

  public StepGraphs(FieldGraph field, ExplicitRungeKutta method) {
    this.field = field;
    this.method = method;
  }

  /// The field.
  public FieldGraph field() {
    return field;
  }

  /// The method.
  public ExplicitRungeKutta method() {
    return method;
  }

  private ButcherTableau tableau() {
    return method.tableau();
  }

  /// `(t, h, y, p) -> (y1, k_1, ..., k_s)`: the step proper, what sensitivities differentiate. The
  /// guards of a step are those of the attempt that was accepted.
  public Graph stages() {
    Tracer tracer = new Tracer();
    Tensor t = scalar(tracer);
    Tensor h = scalar(tracer);
    Tensor y = state(tracer);
    List<Tensor> p = parameters(tracer);
    Tensor k1 = Stages.evaluate(field, t, y, p).getFirst();
    Stages stages = Stages.trace(field, tableau(), t, h, y, k1, p);
    List<Tensor> outputs = new ArrayList<>(List.of(stages.y1()));
    outputs.addAll(stages.k());
    return finish(tracer, "stages", outputs);
  }

  /// `(theta, h, y, k_1, ..., k_s) -> y(t + theta h)`.
  public Graph interpolant() {
    Tracer tracer = new Tracer();
    Tensor theta = scalar(tracer);
    Tensor h = scalar(tracer);
    Tensor y = state(tracer);
    List<Tensor> k = new ArrayList<>();
    for (int i = 0; i < tableau().stages(); i++) {
      k.add(state(tracer));
    }
    return finish(tracer, "interpolant", List.of(Stages.interpolate(tableau(), theta, h, y, k)));
  }

  /// `(t, y, p) -> (dy/dt, g)`.
  public Graph derivative() {
    Tracer tracer = new Tracer();
    Tensor t = scalar(tracer);
    Tensor y = state(tracer);
    return finish(tracer, "derivative", Stages.evaluate(field, t, y, parameters(tracer)));
  }

  /// `(t, end, h, previous, y, k_1, p) -> (t1, h tried, h next, previous, accepted, y1, k_1, ...,
  /// k_s, g)`: one attempt, the decision about it included. `h` is clipped so that the last step
  /// ends at `end` exactly; `accepted` is a truth value that does not ask the guards; the
  /// controller's memory `previous` is the weighted error of the last accepted step.
  public Graph attempt(StepControl control) {
    Tracer tracer = new Tracer();
    Tensor t = scalar(tracer);
    Tensor end = scalar(tracer);
    Tensor h = scalar(tracer);
    Tensor previous = scalar(tracer);
    Tensor y = state(tracer);
    Tensor k1 = state(tracer);
    List<Tensor> p = parameters(tracer);

    Tensor left = end.minus(t);
    Tensor reaches = h.abs().times(reach(control)).compare(Comparison.GE, left.abs());
    Tensor tried = reaches.select(left, h);
    Tensor t1 = reaches.select(end, t.plus(tried));
    Stages stages = Stages.trace(field, tableau(), t, tried, y, k1, p);
    Tensor y1 = stages.y1();

    Tensor accepted;
    Tensor next;
    Tensor memory;
    switch (control) {
      case StepControl.Fixed _ -> {
        Tensor size = y1.abs().sum().plus(stages.k().getLast().abs().sum());
        accepted = size.compare(Comparison.LT, Double.POSITIVE_INFINITY);
        next = h;
        memory = previous;
      }
      case StepControl.Adaptive adaptive -> {
        double[] weights = new double[tableau().stages()];
        for (int i = 0; i < weights.length; i++) {
          weights[i] = tableau().error(i);
        }
        Tensor difference = Stages.combine(stages.k(), weights).times(tried);
        Tensor scale = ControlGraphs.scale(y, y1, adaptive.tolerances());
        Tensor error = ControlGraphs.norm(difference, scale);
        accepted = error.compare(Comparison.LE, 1);
        Tensor factor =
            ControlGraphs.factor(
                adaptive.controller(), error, previous, tableau().embeddedOrder() + 1);
        next = tried.times(factor);
        memory = accepted.select(error.max(error.scalar(ControlGraphs.LEAST_PREVIOUS)), previous);
      }
    }
    List<Tensor> outputs = new ArrayList<>(List.of(t1, tried, next, memory, accepted, y1));
    outputs.addAll(stages.k());
    outputs.addAll(stages.guards());
    return finish(tracer, "attempt", outputs);
  }

  /// `(t, end, y, k_1, p) -> h`: a first step size from the sizes of y, y' and y''. Hairer,
  /// Norsett, Wanner, Solving Ordinary Differential Equations I, 2nd ed., section II.4, "Starting
  /// step size"; in the direction of `end`, at most up to it. It is a guess, so guards are not
  /// asked.
  public Graph initialStep(StepControl.Adaptive control) {
    Tracer tracer = new Tracer();
    Tensor t = scalar(tracer);
    Tensor end = scalar(tracer);
    Tensor y = state(tracer);
    Tensor k1 = state(tracer);
    List<Tensor> p = parameters(tracer);

    Tensor span = end.minus(t);
    Tensor direction = span.unary(UnaryFunction.SIGN);
    Tensor scale = ControlGraphs.scale(y, y, control.tolerances());
    Tensor d0 = ControlGraphs.norm(y, scale);
    Tensor d1 = ControlGraphs.norm(k1, scale);
    Tensor flat =
        d0.compare(Comparison.LT, 1e-5)
            .logical(LogicalFunction.OR, d1.compare(Comparison.LT, 1e-5));
    Tensor guess = flat.select(d0.scalar(1e-6), d0.dividedBy(d1).times(0.01)).min(span.abs());
    Tensor signed = guess.times(direction);
    Tensor f1 = Stages.evaluate(field, t.plus(signed), k1.fma(signed, y), p).getFirst();
    Tensor d2 = ControlGraphs.norm(f1.minus(k1), scale).dividedBy(guess);
    Tensor largest = d1.max(d2);
    Tensor straight = largest.compare(Comparison.LE, 1e-15);
    Tensor tiny = guess.times(1e-3).max(guess.scalar(1e-6));
    Tensor power = largest.scalar(1.0 / tableau().order());
    Tensor curved = largest.scalar(0.01).dividedBy(largest).pow(power);
    Tensor refined = straight.select(tiny, curved).min(guess.times(100)).min(span.abs());
    Tensor known = refined.compare(Comparison.EQ, refined);
    return finish(tracer, "initial_step", List.of(known.select(refined, guess).times(direction)));
  }

  /// A step ends at the end if it would come this close: equal steps must not leave a sliver of
  /// rounding errors.
  private static double reach(StepControl control) {
    return switch (control) {
      case StepControl.Fixed _ -> 1.5;
      case StepControl.Adaptive _ -> 1 + 1e-10;
    };
  }

  private Tensor scalar(Tracer tracer) {
    return tracer.input(
        TensorType.scalar(field.graph().inputs().getFirst().type().dtype()), Scope.PER_LANE);
  }

  private Tensor state(Tracer tracer) {
    return tracer.input(field.graph().inputs().get(1).type(), Scope.PER_LANE);
  }

  private List<Tensor> parameters(Tracer tracer) {
    return field.parameterTypes().stream().map(tracer::input).toList();
  }

  private Graph finish(Tracer tracer, String name, List<Tensor> outputs) {
    return Pipeline.standard().apply(tracer.graph(field.graph().name() + "_" + name, outputs));
  }
}
