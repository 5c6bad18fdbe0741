package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A graph as a list of instructions, one an equation.
final class Interpreter {
  private Interpreter() {}

  static SlotExecutable of(Graph graph) {
    Splats splats = Splats.of(graph);
    ExpandedRows expanded = new ExpandedRows();
    Map<Value, Literal> constants = new HashMap<>();
    List<Instruction> program = new ArrayList<>();
    Set<Value> written = new LinkedHashSet<>();
    for (Equation equation : graph.equations()) {
      if (equation.op() instanceof Op.Constant constant) {
        constants.put(equation.result(), constant.value());
      } else if (!splats.isVirtual(equation)) {
        program.add(Instructions.of(equation, splats, expanded, Interpreter::of));
        if (!Instructions.isAlias(equation)) {
          written.addAll(equation.results());
        }
      }
    }
    return new SlotExecutable(graph, graph, program, constants, written);
  }
}
