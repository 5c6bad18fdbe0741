package dev.odeon.nn.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Proves a graph well formed; run by every [Graph] on construction.
final class GraphChecker {
  private final String name;
  private final Map<Integer, Value> defined = new HashMap<>();

  private GraphChecker(String name) {
    this.name = name;
  }

  static void check(
      String name, List<Value> inputs, List<Equation> equations, List<Value> outputs) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException("graph name '" + name + "' is not a word");
    }
    GraphChecker checker = new GraphChecker(name);
    inputs.forEach(input -> checker.define(input, "input"));
    equations.forEach(checker::check);
    outputs.forEach(output -> checker.use(output, "output"));
  }

  private void check(Equation equation) {
    String where = equation.op().name() + equation.origin().suffix();
    equation.operands().forEach(operand -> use(operand, where));
    List<ValueType> expected;
    try {
      expected =
          TypeRules.infer(equation.op(), equation.operands().stream().map(ValueType::of).toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "graph " + name + ": " + e.getMessage() + equation.origin().suffix(), e);
    }
    List<ValueType> actual = equation.results().stream().map(ValueType::of).toList();
    if (!expected.equals(actual)) {
      throw new IllegalArgumentException(
          "graph " + name + ": " + where + " yields " + expected + ", its results say " + actual);
    }
    equation.results().forEach(result -> define(result, where));
  }

  private void define(Value value, String where) {
    if (value.id() < 0) {
      throw new IllegalArgumentException(
          "graph " + name + ": " + where + ": negative number of " + value);
    }
    if (defined.putIfAbsent(value.id(), value) != null) {
      throw new IllegalArgumentException(
          "graph " + name + ": " + where + ": %" + value.id() + " is defined twice");
    }
  }

  private void use(Value value, String where) {
    if (!value.equals(defined.get(value.id()))) {
      throw new IllegalArgumentException(
          "graph " + name + ": " + where + ": " + value + " is not defined here");
    }
  }
}
