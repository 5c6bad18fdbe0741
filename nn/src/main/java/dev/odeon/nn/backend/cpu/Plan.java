package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.cpu.kernel.LaneSum;
import dev.odeon.nn.backend.cpu.kernel.SumPlan;
import dev.odeon.nn.backend.reference.Instruction;
import dev.odeon.nn.backend.reference.Instructions;
import dev.odeon.nn.backend.reference.SlotExecutable;
import dev.odeon.nn.backend.reference.SlotVersion;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.ExpandFunctions;
import dev.odeon.nn.rewrite.Pipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// A compiled graph: what its executables share.
///
/// @param graph the graph that runs
/// @param steps in order
/// @param constants values known beforehand
/// @param absent values that nobody writes or reads
/// @param sequences the code that runs several kernels
record Plan(
    Graph graph,
    List<Step> steps,
    Map<Value, Literal> constants,
    Set<Value> absent,
    KernelSequences sequences) {
  /// One step.
  sealed interface Step {
    /// A compiled kernel.
    record Kernel(CompiledProgram program, Scope scope) implements Step {}

    /// A sum with a kernel of its own.
    record Sum(SumProgram program) implements Step {}

    /// An instruction of the interpreter.
    record Interpreted(Equation equation) implements Step {}
  }

  /// Plans `original` with its elementary functions expanded.
  static Plan of(Graph original) {
    Graph expanded = new ExpandFunctions().apply(original);
    Graph graph = expanded.equals(original) ? original : Pipeline.standard().apply(expanded);
    Map<Value, Literal> constants = new HashMap<>();
    for (Equation equation : graph.equations()) {
      if (equation.op() instanceof Op.Constant constant) {
        constants.put(equation.result(), constant.value());
      }
    }
    Roles roles = new Roles(graph);
    List<Schedule.Group> groups = new FlatLoops(roles, constants).split(Schedule.of(graph, roles));
    Map<Value, Integer> groupOf = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      for (Equation equation : groups.get(i).equations()) {
        for (Value result : equation.results()) {
          groupOf.put(result, i);
        }
      }
    }
    Set<Value> kept = kept(graph, groups, groupOf, roles);
    List<Step> steps = new ArrayList<>();
    for (Schedule.Group group : groups) {
      if (group.role() instanceof Role.Interpreted) {
        steps.add(single(group.equations().getFirst(), roles));
      } else {
        Scope scope = group.equations().getFirst().result().scope();
        for (LaneProgram program :
            new ProgramWriter(group.role(), roles, constants, kept).write(group.equations())) {
          steps.add(new Step.Kernel(new CompiledProgram(program), scope));
        }
      }
    }
    return new Plan(graph, List.copyOf(steps), constants, roles.absorbed(), new KernelSequences());
  }

  /// Runs the plan with arrays of its own.
  ///
  /// @param original what the caller knows the graph as
  /// @param parts makes what runs the graphs inside of equations: branches and bodies of loops
  Executable executable(Graph original, Function<Graph, Executable> parts) {
    SlotVersion version = new SlotVersion();
    List<Instruction> instructions = new ArrayList<>();
    Set<Value> written = new LinkedHashSet<>();
    graph.equations().forEach(equation -> written.addAll(equation.results()));
    written.removeAll(constants.keySet());
    written.removeAll(absent);
    for (Step step : steps) {
      if (step instanceof Step.Interpreted(Equation equation) && Instructions.isAlias(equation)) {
        equation.results().forEach(written::remove);
      }
      instructions.add(
          switch (step) {
            case Step.Kernel(CompiledProgram compiled, Scope scope) ->
                new KernelStep(compiled, scope, version);
            case Step.Sum(SumProgram sum) -> new SumStep(sum, sum.kernel());
            case Step.Interpreted(Equation equation) -> Instructions.of(equation, parts);
          });
    }
    SlotExecutable slots =
        new SlotExecutable(original, graph, instructions, constants, written, version);
    return new PlanExecutable(this, slots, instructions);
  }

  /// Settles for all kernels which of their codes runs.
  void decide(boolean vectorsAreFaster) {
    for (Step step : steps) {
      switch (step) {
        case Step.Kernel kernel -> kernel.program().decide(vectorsAreFaster);
        case Step.Sum sum -> sum.program().decide(vectorsAreFaster);
        case Step.Interpreted _ -> {}
      }
    }
  }

  private static Step single(Equation equation, Roles roles) {
    LaneSum lanes = roles.laneSum(equation);
    SumPlan sum = lanes == null ? SumPlan.of(equation) : lanes.plan();
    return sum == null ? new Step.Interpreted(equation) : new Step.Sum(new SumProgram(sum));
  }

  /// Values read by another group than their own, or by nobody but the caller.
  private static Set<Value> kept(
      Graph graph, List<Schedule.Group> groups, Map<Value, Integer> groupOf, Roles roles) {
    Set<Value> kept = new HashSet<>(graph.outputs());
    for (int i = 0; i < groups.size(); i++) {
      for (Equation equation : groups.get(i).equations()) {
        for (Value operand : roles.operands(equation)) {
          for (Value read : List.of(operand, roles.source(operand))) {
            if (groupOf.getOrDefault(read, -1) != i) {
              kept.add(read);
            }
          }
        }
      }
    }
    return kept;
  }
}
