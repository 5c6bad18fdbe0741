package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Interruptible;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The state of one pass over a graph: the equations kept so far, and values that others stand for.
final class Replay {
  private final Graph graph;
  private final List<Equation> kept = new ArrayList<>();
  private final Map<Value, Value> replacements = new HashMap<>();
  private final Map<Value, Equation> definitions = new HashMap<>();
  private boolean changed;

  Replay(Graph graph) {
    this.graph = graph;
  }

  /// `equation` with its operands replaced and its sub-graphs rewritten by `pass`.
  @SuppressWarnings(
      "ReferenceEquality") // identity is the quick test; equality of sub-graphs is deep
  Equation current(Equation equation, Rewrite pass) {
    Interruptible.check();
    Op op = Subgraphs.rewrite(equation.op(), pass);
    List<Value> operands = new ArrayList<>(equation.operands().size());
    boolean same = op.equals(equation.op());
    for (Value operand : equation.operands()) {
      Value now = replacements.getOrDefault(operand, operand);
      same &= now.equals(operand);
      operands.add(now);
    }
    if (same) {
      return equation;
    }
    changed = true;
    return new Equation(op, operands, equation.results(), equation.origin());
  }

  /// Keeps `equation`, which came out of [#current].
  void keep(Equation equation) {
    kept.add(equation);
    equation.results().forEach(result -> definitions.put(result, equation));
  }

  /// Keeps `equation` with another primitive.
  void keepAs(Equation equation, Op op, Value... operands) {
    changed = true;
    keep(new Equation(op, List.of(operands), equation.results(), equation.origin()));
  }

  /// Drops an equation that nothing uses.
  void drop() {
    changed = true;
  }

  /// Drops `equation`; `values`, of the same types and scopes, stand for its results.
  void replace(Equation equation, List<Value> values) {
    changed = true;
    for (int i = 0; i < values.size(); i++) {
      replacements.put(equation.results().get(i), values.get(i));
    }
  }

  /// Drops the only result of `equation` for `value`, which may be shared where the result is per
  /// lane.
  void replaceOrSpread(Equation equation, Value value) {
    if (value.scope() == equation.result().scope()) {
      replace(equation, List.of(value));
    } else {
      keepAs(equation, new Op.LaneBroadcast(), value);
    }
  }

  /// The kept equation that defines `value`; none for an input.
  @Nullable Equation definition(Value value) {
    return definitions.get(value);
  }

  /// The graph of what was kept; the graph itself if nothing changed.
  Graph finish() {
    if (!changed) {
      return graph;
    }
    List<Value> outputs =
        graph.outputs().stream().map(output -> replacements.getOrDefault(output, output)).toList();
    return new Graph(graph.name(), graph.inputs(), kept, outputs);
  }
}
