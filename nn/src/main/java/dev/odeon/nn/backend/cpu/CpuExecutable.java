package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.Instruction;
import dev.odeon.nn.backend.reference.Instructions;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A plan with arrays of its own. A run allocates nothing, once it has seen as many lanes before.
final class CpuExecutable implements Executable {
  private final Graph graph;
  private final Instruction[] instructions;
  private final Value[] owned;
  private final double[][] slots;
  private final int[] inputIds;
  private final int[] outputIds;
  private final int[] outputSizes;
  private final boolean[] outputLanes;

  /// Whether an output is computed right in the caller's array.
  private final boolean[] isDirect;

  private int capacity;

  CpuExecutable(Graph original, Plan plan) {
    graph = original;
    Graph running = plan.graph();
    slots = new double[running.valueCount()][];
    plan.constants().forEach((value, literal) -> slots[value.id()] = literal.toArray());
    List<Instruction> program = new ArrayList<>();
    Set<Value> aliases = new HashSet<>(plan.absent());
    for (Plan.Step step : plan.steps()) {
      switch (step) {
        case Plan.Step.Kernel(CompiledProgram compiled, Scope scope) ->
            program.add(new KernelStep(compiled, scope));
        case Plan.Step.Sum(SumProgram sum) -> program.add(new SumStep(sum, sum.kernel()));
        case Plan.Step.Interpreted(Equation equation) -> {
          program.add(Instructions.of(equation));
          if (Instructions.isAlias(equation)) {
            aliases.addAll(equation.results());
          }
        }
      }
    }
    Set<Value> own = new LinkedHashSet<>();
    for (Equation equation : running.equations()) {
      for (Value result : equation.results()) {
        if (!aliases.contains(result) && !plan.constants().containsKey(result)) {
          own.add(result);
        }
      }
    }
    instructions = program.toArray(Instruction[]::new);
    List<Value> outputs = running.outputs();
    isDirect = new boolean[outputs.size()];
    Set<Value> direct = new HashSet<>();
    for (int i = 0; i < isDirect.length; i++) {
      isDirect[i] = own.contains(outputs.get(i)) && direct.add(outputs.get(i));
    }
    own.removeAll(direct);
    owned = own.toArray(Value[]::new);
    inputIds = running.inputs().stream().mapToInt(Value::id).toArray();
    outputIds = running.outputs().stream().mapToInt(Value::id).toArray();
    outputSizes = running.outputs().stream().mapToInt(v -> v.type().size()).toArray();
    outputLanes = new boolean[outputIds.length];
    for (int i = 0; i < outputLanes.length; i++) {
      outputLanes[i] = running.outputs().get(i).scope() == Scope.PER_LANE;
    }
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
    for (int i = 0; i < inputs.length; i++) {
      slots[inputIds[i]] = inputs[i];
    }
    for (int i = 0; i < outputs.length; i++) {
      if (isDirect[i]) {
        slots[outputIds[i]] = outputs[i];
      }
    }
    for (Instruction instruction : instructions) {
      instruction.run(slots, lanes);
    }
    for (int i = 0; i < outputs.length; i++) {
      if (isDirect[i]) {
        continue;
      }
      int size = outputSizes[i] * (outputLanes[i] ? lanes : 1);
      System.arraycopy(slots[outputIds[i]], 0, outputs[i], 0, size);
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
