package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.BoundRun;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.Instruction;
import dev.odeon.nn.backend.reference.Instructions;
import dev.odeon.nn.backend.reference.PlacedSlots;
import dev.odeon.nn.backend.reference.SlotExecutable;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import java.util.ArrayList;
import java.util.List;

/// Runs a plan on arrays of its own.
final class PlanExecutable implements Executable {
  private final Plan plan;
  private final SlotExecutable slots;
  private final List<Instruction> instructions;

  /// @param slots runs `instructions`, one for each step of `plan`
  PlanExecutable(Plan plan, SlotExecutable slots, List<Instruction> instructions) {
    this.plan = plan;
    this.slots = slots;
    this.instructions = List.copyOf(instructions);
  }

  @Override
  public Graph graph() {
    return slots.graph();
  }

  @Override
  public void run(double[][] inputs, double[][] outputs, int lanes) {
    slots.run(inputs, outputs, lanes);
  }

  @Override
  public BoundRun bind(double[][] inputs, double[][] outputs, int lanes) {
    PlacedSlots placed = slots.place(inputs, outputs, lanes);
    List<BoundRun> runs = new ArrayList<>();
    List<Plan.Step.Kernel> kernels = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      if (plan.steps().get(i) instanceof Plan.Step.Kernel kernel) {
        kernels.add(kernel);
        continue;
      }
      Instruction instruction = instructions.get(i);
      if (plan.steps().get(i) instanceof Plan.Step.Interpreted(Equation equation)
          && Instructions.isAlias(equation)) {
        // One slot stands for another from now on, also for kernels of which some come before it.
        instruction.run(placed.slots(), lanes);
      } else {
        addKernels(runs, kernels, placed);
        runs.add(count -> instruction.run(placed.slots(), count));
      }
    }
    addKernels(runs, kernels, placed);
    if (!placed.isFinished()) {
      runs.add(placed::finish);
    }
    if (runs.size() == 1) {
      return runs.getFirst();
    }
    BoundRun[] all = runs.toArray(BoundRun[]::new);
    return count -> {
      for (BoundRun run : all) {
        run.run(count);
      }
    };
  }

  private void addKernels(List<BoundRun> runs, List<Plan.Step.Kernel> kernels, PlacedSlots placed) {
    if (!kernels.isEmpty()) {
      runs.add(BoundKernels.of(kernels, placed.slots(), plan.sequences()));
      kernels.clear();
    }
  }
}
