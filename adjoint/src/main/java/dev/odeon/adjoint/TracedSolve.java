package dev.odeon.adjoint;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.VectorField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A solve placed into a trace.
///
/// @param states the saved states `[m, d]`
/// @param solve the primitive, to ask for outcomes after a run
public record TracedSolve(Tensor states, Solve solve) {
  /// Traces the solve of `field` from `initial` as `plan` says.
  ///
  /// @param name for messages
  /// @param parameters everything that the field reads by name; shared or per lane
  public static TracedSolve of(
      String name,
      VectorField field,
      SolvePlan plan,
      Tensor initial,
      SequencedMap<String, Tensor> parameters) {
    return of(name, field, plan, Stops.NONE, initial, parameters);
  }

  /// Like [#of(String, VectorField, SolvePlan, Tensor, SequencedMap)], of a field that is known to
  /// jump at `stops`: steps end there.
  public static TracedSolve of(
      String name,
      VectorField field,
      SolvePlan plan,
      Stops stops,
      Tensor initial,
      SequencedMap<String, Tensor> parameters) {
    if (initial.shape().rank() != 1) {
      throw new IllegalArgumentException(
          "solve: initial state of shape [" + initial.shape() + "] is not a vector");
    }
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    boolean lanes = initial.scope() == Scope.PER_LANE;
    for (var entry : parameters.entrySet()) {
      types.put(entry.getKey(), ValueType.of(entry.getValue().value()));
      lanes |= entry.getValue().scope() == Scope.PER_LANE;
    }
    FieldGraph graph = FieldGraph.trace(name, field, initial.shape().size(), types);
    Solve solve = new Solve(graph, plan, stops);
    List<Tensor> operands = new ArrayList<>();
    boolean spread = lanes && initial.scope() == Scope.SHARED;
    operands.add(spread ? initial.tracer().apply1(new Op.LaneBroadcast(), initial) : initial);
    operands.addAll(parameters.values());
    Tensor states = initial.tracer().apply(new Op.Custom(solve), operands).getFirst();
    return new TracedSolve(states, solve);
  }
}
