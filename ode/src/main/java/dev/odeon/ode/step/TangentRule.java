package dev.odeon.ode.step;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Steps of another rule that carry a tangent along: with `y1 = Phi(t, h, y, p)` the step and v the
/// tangent of y, q that of p, a step takes `(y, v)` to `(y1, Phi_y v + Phi_p q)`.
///
/// The tangent has no say in anything: starts, decisions and step sizes are those of the other
/// rule, bit for bit. Its parameters are p followed by q. So runs of these steps can be recorded
/// and differentiated like any other; reverse mode over them has the second derivatives of Phi.
///
/// @param field that of the state and its tangent, `(f, f_y v + f_p q)`
/// @param rule the other rule
/// @param step `(t, h, y, p) -> (y1, dense, extra)` of the other rule, and after these, from
///   tangents of y and p, their tangents
/// @param interpolant `(theta, h, y, dense, extra) -> y(t + theta h)`, with its tangent
/// @param consistentState `(t, y, p) -> (y, 1 if it was found)`, with their tangents, if there are
///   algebraic equations
record TangentRule(
    FieldGraph field, StepRule rule, Graph step, Graph interpolant, Optional<Graph> consistentState)
    implements StepRule {
  /// Derivatives that its step is right for: one is taken here, one by a sensitivity.
  private static final int DERIVATIVES = 2;

  static TangentRule of(StepGraphs steps) {
    return new TangentRule(
        TangentField.of(steps.field()),
        steps.rule(),
        tangents(steps.step(DERIVATIVES), steps.stepConstants()),
        tangents(steps.interpolant(), 2),
        steps.consistent(DERIVATIVES).map(graph -> tangents(graph, 1)));
  }

  private static Graph tangents(Graph graph, int constants) {
    List<Integer> wrt = IntStream.range(constants, graph.inputs().size()).boxed().toList();
    return ForwardMode.jvp(graph, wrt);
  }

  @Override
  public LaneMethod method() {
    return rule.method();
  }

  private int dimension() {
    return rule.field().dimension();
  }

  private Tensor state(Tensor both) {
    return both.slice(0, dimension());
  }

  private Tensor tangent(Tensor both) {
    return both.slice(dimension(), 2 * dimension());
  }

  private List<Tensor> parameters(List<Tensor> both) {
    return both.subList(0, both.size() / 2);
  }

  private StepPoint own(StepPoint point) {
    return new StepPoint(
        point.t(), point.step(), state(point.y()), point.memory(), parameters(point.p()));
  }

  @Override
  public List<TensorType> memory() {
    return rule.memory();
  }

  @Override
  public OptionalInt choice() {
    return rule.choice();
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    return rule.begin(t, state(y), state(derivative), parameters(p));
  }

  @Override
  public List<Tensor> start(StepControl control, Tensor t, Tensor stop, Tensor y, List<Tensor> p) {
    List<Tensor> outputs = new ArrayList<>(rule.start(control, t, stop, state(y), parameters(p)));
    int derivative = outputs.size() - 1 - field.guards().size();
    Tensor own = outputs.get(derivative);
    outputs.set(derivative, Tensor.concatenate(own, own.zeros()));
    return outputs;
  }

  @Override
  public Optional<List<Tensor>> consistent(Tensor t, Tensor y, List<Tensor> p, int derivatives) {
    requireOne(derivatives);
    return consistentState.map(
        graph -> {
          List<Tensor> arguments = new ArrayList<>(List.of(t, state(y)));
          arguments.addAll(parameters(p));
          arguments.add(tangent(y));
          arguments.addAll(secondHalf(p));
          List<Tensor> pushed = y.tracer().call(graph, arguments);
          return List.of(Tensor.concatenate(pushed.get(0), pushed.get(2)), pushed.get(1));
        });
  }

  private void requireOne(int derivatives) {
    if (derivatives >= DERIVATIVES) {
      throw new IllegalArgumentException(
          "a step of '"
              + method().name()
              + "' with a tangent has "
              + (DERIVATIVES - 1)
              + " derivative, not "
              + derivatives);
    }
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    Trial trial = rule.attempt(own(point), norm);
    List<Tensor> tangents = secondHalf(push(point));
    List<Tensor> dense = new ArrayList<>(trial.dense());
    dense.addAll(tangents.subList(1, tangents.size()));
    return new Trial(
        Tensor.concatenate(trial.y1(), tangents.getFirst()),
        trial.error(),
        trial.next(),
        trial.memory(),
        trial.retained(),
        dense,
        trial.guards(),
        trial.work());
  }

  private static <T> List<T> secondHalf(List<T> all) {
    return all.subList(all.size() / 2, all.size());
  }

  @Override
  public Trial differentiable(StepPoint point, int derivatives) {
    requireOne(derivatives);
    List<Tensor> pushed = push(point);
    List<Tensor> tangents = secondHalf(pushed);
    List<Tensor> dense = new ArrayList<>(pushed.subList(1, 1 + rule.dense().size()));
    dense.addAll(tangents.subList(1, tangents.size()));
    return new Trial(
        Tensor.concatenate(pushed.getFirst(), tangents.getFirst()),
        point.h().scalar(0),
        Optional.empty(),
        point.memory(),
        point.memory(),
        dense,
        List.of(),
        List.of());
  }

  /// The new state and all that the interpolant needs, then the tangents of these.
  private List<Tensor> push(StepPoint point) {
    List<Tensor> arguments = new ArrayList<>(List.of(point.t(), point.step()));
    choice().ifPresent(way -> arguments.add(point.memory().get(way)));
    arguments.add(state(point.y()));
    arguments.addAll(parameters(point.p()));
    arguments.add(tangent(point.y()));
    arguments.addAll(secondHalf(point.p()));
    return point.y().tracer().call(step, arguments);
  }

  /// What the other rule leaves, and the tangents of that and of what it refines of it.
  @Override
  public List<TensorType> dense() {
    List<TensorType> types = new ArrayList<>(rule.dense());
    types.addAll(rule.dense());
    types.addAll(rule.extra());
    return types;
  }

  @Override
  public List<TensorType> extra() {
    return rule.extra();
  }

  @Override
  public List<Tensor> refine(StepPoint point, List<Tensor> dense) {
    return rule.refine(own(point), dense.subList(0, rule.dense().size()));
  }

  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    int left = rule.dense().size();
    int all = left + rule.extra().size();
    List<Tensor> arguments =
        new ArrayList<>(List.of(theta.in(DType.F64), point.step(), state(point.y())));
    arguments.addAll(dense.subList(0, left));
    arguments.addAll(dense.subList(left + all, dense.size()));
    arguments.add(tangent(point.y()));
    arguments.addAll(dense.subList(left, left + all));
    return Tensor.concatenate(point.y().tracer().call(interpolant, arguments));
  }

  @Override
  public boolean endsStepsAtSaves() {
    return rule.endsStepsAtSaves();
  }

  @Override
  public int startOrder() {
    return rule.startOrder();
  }

  @Override
  public boolean isImplicit() {
    return rule.isImplicit();
  }

  @Override
  public int errorExponent() {
    return rule.errorExponent();
  }

  @Override
  public Work work() {
    return rule.work();
  }
}
