package dev.odeon.nn.backend.reference;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;

/// A graph as a list of instructions over one array (slot) a value.
final class ReferenceExecutable implements Executable {
  private final Graph graph;
  private final Instruction[] instructions;
  private final Value[] owned;
  private final double[][] slots;
  private final int[] inputIds;
  private final int[] outputIds;
  private final int[] outputSizes;
  private int capacity;

  ReferenceExecutable(Graph graph) {
    this.graph = graph;
    slots = new double[graph.valueCount()][];
    Splats splats = Splats.of(graph);
    ExpandedRows expanded = new ExpandedRows();
    List<Instruction> program = new ArrayList<>();
    List<Value> own = new ArrayList<>();
    for (Equation equation : graph.equations()) {
      if (equation.op() instanceof Op.Constant constant) {
        slots[equation.result().id()] = constant.value().toArray();
      } else if (!splats.isVirtual(equation)) {
        program.add(Instructions.of(equation, splats, expanded));
        if (!Instructions.isAlias(equation)) {
          own.addAll(equation.results());
        }
      }
    }
    instructions = program.toArray(Instruction[]::new);
    owned = own.toArray(Value[]::new);
    inputIds = graph.inputs().stream().mapToInt(Value::id).toArray();
    outputIds = graph.outputs().stream().mapToInt(Value::id).toArray();
    outputSizes = graph.outputs().stream().mapToInt(v -> v.type().size()).toArray();
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public void run(double[][] inputs, double[][] outputs, int lanes) {
    if (inputs.length != inputIds.length || outputs.length != outputIds.length) {
      throw new IllegalArgumentException(
          "graph "
              + graph.name()
              + " has "
              + inputIds.length
              + " inputs and "
              + outputIds.length
              + " outputs, got "
              + inputs.length
              + " and "
              + outputs.length);
    }
    reserve(lanes);
    for (int i = 0; i < inputIds.length; i++) {
      slots[inputIds[i]] = inputs[i];
    }
    for (Instruction instruction : instructions) {
      instruction.run(slots, lanes);
    }
    for (int i = 0; i < outputIds.length; i++) {
      int copies = graph.outputs().get(i).scope() == Scope.PER_LANE ? lanes : 1;
      System.arraycopy(slots[outputIds[i]], 0, outputs[i], 0, outputSizes[i] * copies);
    }
  }

  private void reserve(int lanes) {
    if (lanes <= 0) {
      throw new IllegalArgumentException("lanes " + lanes + " is not positive");
    }
    if (lanes <= capacity) {
      return;
    }
    for (Value value : owned) {
      int copies = value.scope() == Scope.PER_LANE ? lanes : 1;
      slots[value.id()] = new double[Math.multiplyExact(value.type().size(), copies)];
    }
    capacity = lanes;
  }
}
