package dev.odeon.nn.oracle;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Drops inputs that nothing reads.
final class FewerInputs {
  private FewerInputs() {}

  static GraphCase of(GraphCase at) {
    Graph graph = at.graph();
    Set<Value> read = new HashSet<>(graph.outputs());
    graph.equations().forEach(equation -> read.addAll(equation.operands()));
    List<Value> inputs = new ArrayList<>();
    List<double[]> numbers = new ArrayList<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      if (read.contains(graph.inputs().get(i))) {
        inputs.add(graph.inputs().get(i));
        numbers.add(at.inputs()[i]);
      }
    }
    Graph fewer = new Graph(graph.name(), inputs, graph.equations(), graph.outputs());
    return new GraphCase(fewer, at.lanes(), numbers.toArray(double[][]::new));
  }
}
