package dev.odeon.adjoint;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.VectorField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A steady state placed into a trace.
///
/// @param state the state with f(y, p) = 0, `[d]`
/// @param search the primitive, to ask what was found after a run
public record TracedSteadyState(Tensor state, SteadyState search) {
  /// Traces the search for a steady state of `field` from `guess` as `plan` says.
  ///
  /// @param name for messages
  /// @param parameters everything that the field reads by name; shared or per lane
  /// @throws IllegalArgumentException if the field depends on time
  public static TracedSteadyState of(
      String name,
      VectorField field,
      SteadyPlan plan,
      Tensor guess,
      SequencedMap<String, Tensor> parameters) {
    if (guess.shape().rank() != 1) {
      throw new IllegalArgumentException(
          "steady_state: guess of shape [" + guess.shape() + "] is not a vector");
    }
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    boolean lanes = guess.scope() == Scope.PER_LANE;
    for (var entry : parameters.entrySet()) {
      types.put(entry.getKey(), ValueType.of(entry.getValue().value()));
      lanes |= entry.getValue().scope() == Scope.PER_LANE;
    }
    FieldGraph graph = FieldGraph.trace(name, field, guess.shape().size(), types);
    SteadyState search = new SteadyState(graph, plan);
    List<Tensor> operands = new ArrayList<>();
    boolean spread = lanes && guess.scope() == Scope.SHARED;
    operands.add(spread ? guess.tracer().apply1(new Op.LaneBroadcast(), guess) : guess);
    operands.addAll(parameters.values());
    Tensor state = guess.tracer().apply(new Op.Custom(search), operands).getFirst();
    return new TracedSteadyState(state, search);
  }
}
