package dev.odeon.ode.step;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everything that a backend needs to integrate a field by a method, as graphs.
///
/// Scalars t, h, ... are `f64` per lane; y is `[d]` per lane, of the field's precision; `p` stands
/// for one input a parameter, `g` for one truth value per lane a guard of the field: whether it
/// held in the evaluations of the field that the graph makes; `dense` for what the interpolant
/// needs.
public final class StepGraphs {
  private final StepRule rule;

  public StepGraphs(FieldGraph field, LaneMethod method) {
    this(StepRule.of(method, field));
  }

  private StepGraphs(StepRule rule) {
    this.rule = rule;
  }

  /// The same steps, with a tangent that they carry along behind the state, see [TangentRule].
  public StepGraphs withTangent() {
    return new StepGraphs(TangentRule.of(this));
  }

  /// How the method takes a step.
  public StepRule rule() {
    return rule;
  }

  /// The field.
  public FieldGraph field() {
    return rule.field();
  }

  /// The method.
  public LaneMethod method() {
    return rule.method();
  }

  /// What attempts under `control` hand on.
  public Carry carry(StepControl control) {
    return Carry.of(rule, control);
  }

  /// Types of all that the interpolant needs: what an attempt leaves, and what it refines of that.
  public List<TensorType> interpolated() {
    List<TensorType> types = new ArrayList<>(rule.dense());
    types.addAll(rule.extra());
    return types;
  }

  /// `(t, h, y, p) -> (y1, dense)`: the step proper, what sensitivities differentiate once; where
  /// steps go several ways, see [StepRule#choice], `(t, h, choice, y, p)`. The guards of a step are
  /// those of the attempt that was accepted.
  public Graph step() {
    return step(1);
  }

  /// The same, to be differentiated up to `derivatives` times; higher derivatives are those of the
  /// step only if the rule does not iterate.
  public Graph step(int derivatives) {
    Tracer tracer = new Tracer();
    Tensor t = scalar(tracer);
    Tensor h = scalar(tracer);
    Optional<Tensor> choice =
        rule.choice().isPresent() ? Optional.of(scalar(tracer)) : Optional.empty();
    Tensor y = state(tracer);
    List<Tensor> p = parameters(tracer);
    Tensor derivative = Slope.of(field(), t, y, p, Stages.evaluate(field(), t, y, p).getFirst());
    List<Tensor> memory = new ArrayList<>(rule.begin(t, y, derivative, p));
    choice.ifPresent(way -> memory.set(rule.choice().orElseThrow(), way));
    Trial trial = rule.differentiable(new StepPoint(t, h, y, memory, p), derivatives);
    List<Tensor> outputs = new ArrayList<>(List.of(trial.y1()));
    outputs.addAll(trial.dense());
    outputs.addAll(rule.refine(new StepPoint(t, h, y, List.of(), p), trial.dense()));
    return finish(tracer, "step", outputs);
  }

  /// Number of inputs of [#step] before the state: the constants of a step.
  public int stepConstants() {
    return rule.choice().isPresent() ? 3 : 2;
  }

  /// `(t, h, y, dy/dt, p) -> (y1, dense)`: what of [#step] an attempt computes, given the
  /// derivative at the beginning, which it carries; empty if it carries anything else.
  public Optional<Graph> advance() {
    if (!(rule instanceof ExplicitRule)) {
      return Optional.empty();
    }
    Tracer tracer = new Tracer();
    Tensor t = scalar(tracer);
    Tensor h = scalar(tracer);
    Tensor y = state(tracer);
    Tensor derivative = state(tracer);
    StepPoint point = new StepPoint(t, h, y, List.of(derivative), parameters(tracer));
    Trial trial = rule.differentiable(point, 1);
    List<Tensor> outputs = new ArrayList<>(List.of(trial.y1()));
    outputs.addAll(trial.dense());
    outputs.addAll(rule.refine(point, trial.dense()));
    return Optional.of(finish(tracer, "advance", outputs));
  }

  /// `attempt`, an attempt under `control`, with more outputs: what `kept` makes of `(t, h, y,
  /// dy/dt, p)` with the size that was tried. What both compute is computed once.
  ///
  /// @param carry what `attempt` hands on
  /// @param kept of a method that has [#advance]
  public Graph keeping(Graph attempt, Carry carry, Graph kept) {
    Tracer tracer = new Tracer();
    List<Tensor> inputs =
        attempt.inputs().stream().map(x -> tracer.input(x.type(), x.scope())).toList();
    List<Tensor> outputs = new ArrayList<>(tracer.call(attempt, inputs));
    List<Tensor> carried = inputs.subList(Attempt.READ, Attempt.READ + carry.size());
    List<Tensor> arguments = new ArrayList<>();
    arguments.add(carried.get(Carry.T));
    arguments.add(outputs.get(carry.size() + Attempt.TRIED));
    arguments.add(carried.get(Carry.Y));
    arguments.add(carried.get(carry.memoryStart()));
    arguments.addAll(inputs.subList(Attempt.READ + carry.size(), inputs.size()));
    outputs.addAll(tracer.call(kept, arguments));
    return finish(tracer, "attempt", outputs);
  }

  /// `(t, y, p) -> (y, 1 if it was found)`: a state near y that satisfies the algebraic equations,
  /// from which [#start] and steps may begin; empty if there are none.
  public Optional<Graph> consistent() {
    return consistent(1);
  }

  /// The same, to be differentiated up to `derivatives` times.
  public Optional<Graph> consistent(int derivatives) {
    Tracer tracer = new Tracer();
    Tensor t = scalar(tracer);
    Tensor y = state(tracer);
    List<Tensor> p = parameters(tracer);
    return rule.consistent(t, y, p, derivatives)
        .map(outputs -> finish(tracer, "consistent", outputs));
  }

  /// `(t, y, p) -> dy/dt`: the field, or what the mass matrix makes of it.
  public Graph slope() {
    Tracer tracer = new Tracer();
    Tensor t = scalar(tracer);
    Tensor y = state(tracer);
    List<Tensor> p = parameters(tracer);
    Tensor f = Stages.evaluate(field(), t, y, p).getFirst();
    return finish(tracer, "slope", List.of(Slope.of(field(), t, y, p, f)));
  }

  /// `(t, h, y, p, dense) -> extra`: what the interpolant needs beside what an attempt leaves;
  /// empty if that is nothing.
  public Optional<Graph> refinement() {
    if (rule.extra().isEmpty()) {
      return Optional.empty();
    }
    Tracer tracer = new Tracer();
    Tensor t = scalar(tracer);
    Tensor h = scalar(tracer);
    Tensor y = state(tracer);
    StepPoint point = new StepPoint(t, h, y, List.of(), parameters(tracer));
    return Optional.of(
        finish(tracer, "refinement", rule.refine(point, inputs(tracer, rule.dense()))));
  }

  /// `(theta, h, y, dense) -> y(t + theta h)`.
  public Graph interpolant() {
    Tracer tracer = new Tracer();
    Tensor theta = scalar(tracer);
    Tensor h = scalar(tracer);
    Tensor y = state(tracer);
    List<Tensor> dense = inputs(tracer, interpolated());
    StepPoint point = new StepPoint(theta, h, y, List.of(), List.of());
    Tensor part = theta.in(y.dtype());
    return finish(tracer, "interpolant", List.of(rule.interpolate(part, point, dense)));
  }

  /// `(t, stop, y, p) -> (h, controller's memory, rule's memory, dy/dt, g)`: what is carried at a
  /// start, see [Start].
  public Graph start(StepControl control) {
    Tracer tracer = new Tracer();
    Tensor t = scalar(tracer);
    Tensor stop = scalar(tracer);
    Tensor y = state(tracer);
    return finish(tracer, "start", rule.start(control, t, stop, y, parameters(tracer)));
  }

  /// One attempt, the decision about it included: see [Attempt].
  public Graph attempt(StepControl control, Attempt.Detail detail) {
    Tracer tracer = new Tracer();
    Tensor stop = scalar(tracer);
    Tensor save = scalar(tracer);
    Tensor running = scalar(tracer);
    List<Tensor> carried = inputs(tracer, carry(control).types());
    return finish(
        tracer,
        "attempt",
        Attempt.trace(rule, control, detail, stop, save, running, carried, parameters(tracer)));
  }

  static Tensor scalar(Tracer tracer) {
    return tracer.input(TensorType.f64(), Scope.PER_LANE);
  }

  Tensor state(Tracer tracer) {
    return tracer.input(field().graph().inputs().get(1).type(), Scope.PER_LANE);
  }

  static List<Tensor> inputs(Tracer tracer, List<TensorType> types) {
    return types.stream().map(type -> tracer.input(type, Scope.PER_LANE)).toList();
  }

  List<Tensor> parameters(Tracer tracer) {
    return field().parameterTypes().stream().map(tracer::input).toList();
  }

  Graph finish(Tracer tracer, String name, List<Tensor> outputs) {
    List<Tensor> everyLane = outputs.stream().map(StepGraphs::everyLane).toList();
    return Pipeline.standard().apply(tracer.graph(field().graph().name() + "_" + name, everyLane));
  }

  private static Tensor everyLane(Tensor tensor) {
    return tensor.scope() == Scope.PER_LANE
        ? tensor
        : tensor.tracer().apply1(new Op.LaneBroadcast(), tensor);
  }
}
