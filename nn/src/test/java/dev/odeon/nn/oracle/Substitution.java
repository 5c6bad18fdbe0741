package dev.odeon.nn.oracle;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.util.List;

/// One value in the place of another.
final class Substitution {
  private Substitution() {}

  static boolean fits(Value by, Value value) {
    return by.type().equals(value.type()) && by.scope() == value.scope();
  }

  /// The graph whose equations and outputs read `by` instead of `value`.
  static Graph of(Graph graph, Value value, Value by) {
    List<Equation> equations =
        graph.equations().stream()
            .map(
                e ->
                    new Equation(e.op(), replace(e.operands(), value, by), e.results(), e.origin()))
            .toList();
    return new Graph(graph.name(), graph.inputs(), equations, replace(graph.outputs(), value, by));
  }

  private static List<Value> replace(List<Value> values, Value value, Value by) {
    return values.stream().map(x -> x.equals(value) ? by : x).toList();
  }
}
