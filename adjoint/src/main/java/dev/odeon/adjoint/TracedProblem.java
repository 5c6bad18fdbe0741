package dev.odeon.adjoint;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.Diffusion;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StateFunction;
import dev.odeon.ode.problem.StochasticField;
import dev.odeon.ode.problem.VectorField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// An initial value problem inside a trace, with everything in it that may have a gradient: initial
/// state, parameters, start and end, and the integral of a cost along the trajectory.
///
/// @param name for messages
/// @param field dy/dt = f(t, y, p)
/// @param initial the state at the start, `[d]`
/// @param parameters everything that the field, the cost and the events read by name; shared or per
///   lane
/// @param span start and end, if they are traced; else those of the plan
/// @param cost what is integrated along the trajectory, a scalar
/// @param mass M, if the field is the right side of `M dy/dt = f`
/// @param noise the equation `dy = f dt + g dW`, if the field is its drift
public record TracedProblem(
    String name,
    VectorField field,
    Tensor initial,
    SequencedMap<String, Tensor> parameters,
    Optional<TracedSpan> span,
    Optional<StateFunction> cost,
    Optional<MassMatrix> mass,
    Optional<StochasticField> noise) {
  public TracedProblem {
    if (initial.shape().rank() != 1) {
      throw new IllegalArgumentException(
          "solve: initial state of shape [" + initial.shape() + "] is not a vector");
    }
    parameters = new LinkedHashMap<>(parameters);
  }

  /// A problem over the span of the plan that it is solved by.
  public static TracedProblem of(
      String name, VectorField field, Tensor initial, SequencedMap<String, Tensor> parameters) {
    return new TracedProblem(
        name,
        field,
        initial,
        parameters,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// A problem with noise over the span of the plan that it is solved by. The path is a constant:
  /// gradients are those of the steps along it.
  ///
  /// @param parameters those of the equation, and scalars [Diffusion#SEED] and
  ///   [Diffusion#TRAJECTORY], which say which path W takes; give the same numbers to come back to
  ///   the same path
  /// @throws IllegalArgumentException if one of the two is not among the parameters
  public static TracedProblem of(
      String name,
      StochasticField equation,
      Tensor initial,
      SequencedMap<String, Tensor> parameters) {
    for (String needed : List.of(Diffusion.SEED, Diffusion.TRAJECTORY)) {
      if (!parameters.containsKey(needed)) {
        throw new IllegalArgumentException(
            "solve: an equation with noise needs a parameter '"
                + needed
                + "', there are "
                + parameters.sequencedKeySet());
      }
    }
    return new TracedProblem(
        name,
        equation.drift(),
        initial,
        parameters,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(equation));
  }

  /// The same from `start` to `end`, scalars that are part of the trace. The plan's span must be
  /// from 0 to 1; its save times and step sizes are parts of the span: saved at 0.5 is the state in
  /// the middle, wherever that is.
  ///
  /// Time is scaled: dy/ds = (end - start) f(start + (end - start) s, y, p). So the steps that are
  /// taken depend smoothly on both ends, and their derivative is exact.
  public TracedProblem between(Tensor start, Tensor end) {
    if (noise.isPresent()) {
      throw new IllegalArgumentException(
          "solve: the span of an equation with noise is that of the plan, it cannot be traced");
    }
    Optional<TracedSpan> own = Optional.of(new TracedSpan(start, end));
    return new TracedProblem(name, field, initial, parameters, own, cost, mass, noise);
  }

  /// The same with the integral of `function`, a scalar, from the start. It has no part in the
  /// error control: the steps are those without it, bit for bit with explicit methods; methods that
  /// solve linear systems solve larger ones, and may round differently.
  public TracedProblem integrating(StateFunction function) {
    Optional<StateFunction> integrand = Optional.of(function);
    return new TracedProblem(name, field, initial, parameters, span, integrand, mass, noise);
  }

  /// The same with the field as the right side of `matrix dy/dt = f`. Where the matrix is singular,
  /// some equations are algebraic: the state moves to where they hold before it begins, and
  /// gradients go through that move. The method must take such a matrix.
  public TracedProblem withMass(MassMatrix matrix) {
    Optional<MassMatrix> own = Optional.of(matrix);
    return new TracedProblem(name, field, initial, parameters, span, cost, own, noise);
  }

  /// Traces the solve as `plan` says.
  ///
  /// @throws IllegalArgumentException if start and end are traced and the plan's span is not from 0
  ///   to 1
  public TracedSolve solve(SolvePlan plan) {
    SequencedMap<String, Tensor> all = new LinkedHashMap<>(parameters);
    span.ifPresent(
        ends -> {
          ends.checkPlan(plan);
          ends.addTo(all);
        });
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    boolean lanes = initial.scope() == Scope.PER_LANE;
    for (var entry : all.entrySet()) {
      types.put(entry.getKey(), ValueType.of(entry.getValue().value()));
      lanes |= entry.getValue().scope() == Scope.PER_LANE;
    }
    int dimension = initial.shape().size();
    SolveForm form = new SolveForm(dimension, span.isPresent(), cost);
    FieldGraph graph = form.traced(name, field, mass, noise, types);
    Solve solve = new Solve(graph, form.plan(plan));
    List<Tensor> operands = new ArrayList<>();
    Tensor start = form.start(initial);
    boolean spread = lanes && start.scope() == Scope.SHARED;
    operands.add(spread ? start.tracer().apply1(new Op.LaneBroadcast(), start) : start);
    operands.addAll(all.values());
    List<Tensor> results = initial.tracer().apply(new Op.Custom(solve), operands);
    Optional<TracedEnd> end = results.size() == 1 ? Optional.empty() : Optional.of(end(results));
    Tensor rows = results.getFirst();
    Optional<Tensor> integral =
        cost.isEmpty() ? Optional.empty() : Optional.of(form.integralOf(rows));
    return new TracedSolve(form.statesOf(rows), integral, end, solve);
  }

  /// The states `[m, d]` at m times that are part of the trace, each the end of a solve of its own
  /// from the time before: the derivative with respect to every time is exact. For times that are
  /// known, and for many of them, save times of the plan cost much less.
  ///
  /// @param start where the initial state holds, a scalar
  /// @param times a vector `[m]`, in the order in which they are passed
  /// @param plan over the span from 0 to 1, its save times without effect
  public Tensor solveThrough(Tensor start, Tensor times, SolvePlan plan) {
    if (times.shape().rank() != 1) {
      throw new IllegalArgumentException(
          "solve: times of shape [" + times.shape() + "] are not a vector");
    }
    if (times.shape().size() == 0) {
      throw new IllegalArgumentException("solve: times are empty");
    }
    SolvePlan part = plan.savingAt(SaveAt.times(1));
    List<Tensor> rows = new ArrayList<>();
    Tensor from = start;
    Tensor state = initial;
    for (int i = 0; i < times.shape().dim(0); i++) {
      Tensor to = times.get(i);
      TracedProblem stretch =
          new TracedProblem(name, field, state, parameters, span, cost, mass, noise)
              .between(from, to);
      state = stretch.solve(part).states().reshape(initial.shape());
      rows.add(state);
      from = to;
    }
    return Tensor.stack(rows);
  }

  private TracedEnd end(List<Tensor> results) {
    int dimension = initial.shape().size();
    Tensor time = results.get(2);
    return new TracedEnd(
        cost.isEmpty() ? results.get(1) : results.get(1).slice(0, dimension),
        span.map(ends -> ends.at(time)).orElse(time),
        cost.isEmpty() ? Optional.empty() : Optional.of(results.get(1).get(dimension)));
  }
}
