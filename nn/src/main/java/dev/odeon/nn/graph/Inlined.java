package dev.odeon.nn.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The counterparts of one graph's values in another graph, after inlining.
public final class Inlined {
  private final Graph graph;
  private final Map<Value, Value> counterparts = new HashMap<>();

  Inlined(Graph graph, List<Value> args) {
    if (args.size() != graph.inputs().size()) {
      throw new IllegalArgumentException(
          "graph "
              + graph.name()
              + " takes "
              + graph.inputs().size()
              + " inputs, got "
              + args.size());
    }
    for (int i = 0; i < args.size(); i++) {
      if (!args.get(i).type().equals(graph.inputs().get(i).type())) {
        throw new IllegalArgumentException(
            "input "
                + i
                + " of graph "
                + graph.name()
                + " is "
                + graph.inputs().get(i)
                + ", got "
                + args.get(i));
      }
    }
    this.graph = graph;
    bind(graph.inputs(), args);
  }

  void bind(List<Value> theirs, List<Value> ours) {
    for (int i = 0; i < theirs.size(); i++) {
      counterparts.put(theirs.get(i), ours.get(i));
    }
  }

  /// The counterpart of `value`.
  public Value get(Value value) {
    Value ours = counterparts.get(value);
    if (ours == null) {
      throw new IllegalArgumentException(value + " is not a value of graph " + graph.name());
    }
    return ours;
  }

  /// The counterparts of the graph's outputs.
  public List<Value> outputs() {
    return graph.outputs().stream().map(this::get).toList();
  }
}
