package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.Instruction;
import dev.odeon.nn.backend.reference.Instructions;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;

/// A plan with arrays of its own.
final class CpuExecutable implements Executable {
  private final Graph graph;
  private final Instruction[] instructions;
  private final Value[] owned;
  private final double[][] slots;
  private int capacity;

  CpuExecutable(Graph original, Plan plan) {
    graph = original;
    slots = new double[plan.graph().valueCount()][];
    plan.constants().forEach((value, literal) -> slots[value.id()] = literal.toArray());
    List<Instruction> program = new ArrayList<>();
    List<Value> own = new ArrayList<>();
    for (Plan.Step step : plan.steps()) {
      switch (step) {
        case Plan.Step.Kernel(CompiledProgram compiled, Scope scope) ->
            program.add(new KernelStep(compiled, scope));
        case Plan.Step.Interpreted(var equation) -> program.add(Instructions.of(equation));
      }
    }
    for (var equation : plan.graph().equations()) {
      boolean alias = Instructions.isAlias(equation) && isInterpreted(plan, equation.result());
      if (!alias && !plan.constants().containsKey(equation.results().getFirst())) {
        own.addAll(equation.results());
      }
    }
    instructions = program.toArray(Instruction[]::new);
    owned = own.toArray(Value[]::new);
    running = plan.graph();
  }

  private final Graph running;

  private static boolean isInterpreted(Plan plan, Value value) {
    return plan.steps().stream()
        .anyMatch(
            step ->
                step instanceof Plan.Step.Interpreted(var equation)
                    && equation.results().contains(value));
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public void run(double[][] inputs, double[][] outputs, int lanes) {
    if (inputs.length != running.inputs().size() || outputs.length != running.outputs().size()) {
      throw new IllegalArgumentException(
          "graph "
              + graph.name()
              + " has "
              + running.inputs().size()
              + " inputs and "
              + running.outputs().size()
              + " outputs, got "
              + inputs.length
              + " and "
              + outputs.length);
    }
    reserve(lanes);
    for (int i = 0; i < inputs.length; i++) {
      slots[running.inputs().get(i).id()] = inputs[i];
    }
    for (Instruction instruction : instructions) {
      instruction.run(slots, lanes);
    }
    for (int i = 0; i < outputs.length; i++) {
      Value output = running.outputs().get(i);
      int copies = output.scope() == Scope.PER_LANE ? lanes : 1;
      System.arraycopy(slots[output.id()], 0, outputs[i], 0, output.type().size() * copies);
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
