package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Numbers values 0, 1, 2, ... in the order of their definition, so that equal programs print alike
/// and tables indexed by number have no gaps.
public final class Renumbering implements Rewrite {
  @Override
  public Graph apply(Graph graph) {
    Map<Integer, Value> numbered = new HashMap<>();
    List<Value> inputs = define(graph.inputs(), numbered);
    List<Equation> equations = new ArrayList<>(graph.equations().size());
    boolean same = inputs.equals(graph.inputs());
    for (Equation equation : graph.equations()) {
      Op op = Subgraphs.rewrite(equation.op(), this);
      List<Value> operands = use(equation.operands(), numbered);
      List<Value> results = define(equation.results(), numbered);
      same &= op.equals(equation.op()) && results.equals(equation.results());
      equations.add(new Equation(op, operands, results, equation.origin()));
    }
    return same
        ? graph
        : new Graph(graph.name(), inputs, equations, use(graph.outputs(), numbered));
  }

  private static List<Value> define(List<Value> values, Map<Integer, Value> numbered) {
    List<Value> defined = new ArrayList<>(values.size());
    for (Value value : values) {
      Value renamed = new Value(numbered.size(), value.type(), value.scope());
      numbered.put(value.id(), renamed);
      defined.add(renamed);
    }
    return defined;
  }

  private static List<Value> use(List<Value> values, Map<Integer, Value> numbered) {
    List<Value> used = new ArrayList<>(values.size());
    for (Value value : values) {
      // A checked graph uses only what it defines.
      used.add(Objects.requireNonNull(numbered.get(value.id())));
    }
    return used;
  }
}
