package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphBuilder;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The same graph with every input, and every output, one a lane.
final class Lift {
  private Lift() {}

  static Graph toLanes(Graph graph) {
    GraphBuilder builder = new GraphBuilder();
    Map<Value, Value> ours = new HashMap<>();
    for (Value input : graph.inputs()) {
      ours.put(input, builder.input(input.type(), Scope.PER_LANE));
    }
    for (Equation equation : graph.equations()) {
      List<Value> operands = equation.operands().stream().map(x -> of(ours, x)).toList();
      List<Value> results = builder.emit(lift(equation.op()), operands, equation.origin());
      for (int i = 0; i < results.size(); i++) {
        ours.put(equation.results().get(i), results.get(i));
      }
    }
    List<Value> outputs =
        graph.outputs().stream()
            .map(output -> of(ours, output))
            .map(y -> y.scope() == Scope.PER_LANE ? y : builder.emit1(new Op.LaneBroadcast(), y))
            .toList();
    return builder.build(graph.name(), outputs);
  }

  private static Value of(Map<Value, Value> ours, Value theirs) {
    Value value = ours.get(theirs);
    if (value == null) {
      throw new IllegalStateException(theirs + " has no counterpart");
    }
    return value;
  }

  private static Op lift(Op op) {
    if (op instanceof Op.Cond(Graph whenTrue, Graph whenFalse)) {
      return new Op.Cond(toLanes(whenTrue), toLanes(whenFalse));
    }
    if (op instanceof Op.While(Graph condition, Graph body, int consts)) {
      return new Op.While(toLanes(condition), toLanes(body), consts);
    }
    if (op instanceof Op.Scan scan) {
      return new Op.Scan(
          toLanes(scan.body()), scan.consts(), scan.carries(), scan.length(), scan.order());
    }
    return op;
  }
}
