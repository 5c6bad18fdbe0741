package dev.odeon.nn.graph;

import java.util.List;

/// A pure function of one trajectory: inputs, equations in order of evaluation, outputs.
///
/// Checked on construction: every value is defined once and before its use, every result has the
/// type and scope that [TypeRules] gives it.
///
/// @param name for messages and text, a word of letters, digits and `_`
/// @param inputs arguments
/// @param equations in order of evaluation
/// @param outputs results: inputs or results of equations
public record Graph(
    String name, List<Value> inputs, List<Equation> equations, List<Value> outputs) {
  public Graph {
    inputs = List.copyOf(inputs);
    equations = List.copyOf(equations);
    outputs = List.copyOf(outputs);
    GraphChecker.check(name, inputs, equations, outputs);
  }

  /// One more than the largest number of a value.
  public int valueCount() {
    int count = 0;
    for (Value input : inputs) {
      count = Math.max(count, input.id() + 1);
    }
    for (Equation equation : equations) {
      for (Value result : equation.results()) {
        count = Math.max(count, result.id() + 1);
      }
    }
    return count;
  }

  /// The graph as text, see [GraphPrinter].
  @Override
  public String toString() {
    return GraphPrinter.print(this);
  }
}
