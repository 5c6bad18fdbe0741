package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Drops equations none of whose results is used. Every primitive is pure, [Op.Custom] too. Inputs
/// stay.
public final class DeadCode implements Rewrite {
  @Override
  public Graph apply(Graph graph) {
    Set<Integer> used = new HashSet<>();
    graph.outputs().forEach(output -> used.add(output.id()));
    List<Equation> kept = new ArrayList<>();
    boolean changed = false;
    for (Equation equation : graph.equations().reversed()) {
      if (equation.results().stream().noneMatch(result -> used.contains(result.id()))) {
        changed = true;
        continue;
      }
      Op op = Subgraphs.rewrite(equation.op(), this);
      changed |= op != equation.op();
      kept.add(
          op == equation.op()
              ? equation
              : new Equation(op, equation.operands(), equation.results(), equation.origin()));
      for (Value operand : equation.operands()) {
        used.add(operand.id());
      }
    }
    return changed
        ? new Graph(graph.name(), graph.inputs(), kept.reversed(), graph.outputs())
        : graph;
  }
}
