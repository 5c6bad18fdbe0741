package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.Pipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A graph as steps on a device: what executables of a graph share.
///
/// @param graph the graph that runs
/// @param steps in order
/// @param kernels the code of all launches
/// @param tables what kernels look up
/// @param constants values known beforehand
/// @param slots arrays that the program allocates
/// @param places the number of the array of each value that the program writes
/// @param values one more than the largest number of a value
/// @param inner programs of the branches and loops that the host leads
record DeviceProgram(
    Graph graph,
    List<DeviceStep> steps,
    List<PtxKernel> kernels,
    List<int[]> tables,
    Map<Value, Literal> constants,
    List<ArraySlots.Slot> slots,
    Map<Value, Integer> places,
    int values,
    Map<Graph, DeviceProgram> inner) {

  /// Plans `original`, simplified.
  static DeviceProgram of(Graph original) {
    return exactly(Pipeline.standard().apply(original));
  }

  /// Plans `graph` as it is.
  static DeviceProgram exactly(Graph graph) {
    return new Builder(graph).build();
  }

  /// How many lanes it can run at a time: no array may have more elements than a number of 32 bits
  /// counts.
  private long mostLanes() {
    long most = Integer.MAX_VALUE;
    for (DeviceStep step : steps) {
      most = Math.min(most, step.mostLanes());
    }
    for (Value input : graph.inputs()) {
      most = Math.min(most, mostLanes(input.type(), input.scope()));
    }
    for (ArraySlots.Slot slot : slots) {
      most = Math.min(most, mostLanes(slot.type(), slot.scope()));
    }
    for (DeviceProgram part : inner.values()) {
      most = Math.min(most, part.mostLanes());
    }
    return most;
  }

  /// @throws IllegalArgumentException if it cannot run so many lanes at a time
  void requireLanes(int lanes) {
    long most = mostLanes();
    if (lanes > most) {
      throw new IllegalArgumentException(
          ("graph %s on %d lanes needs arrays of more than 2^31-1 numbers: a device runs at most %d"
                  + " lanes of it at a time")
              .formatted(graph.name(), lanes, most));
    }
  }

  private static long mostLanes(TensorType type, Scope scope) {
    return scope == Scope.SHARED ? Integer.MAX_VALUE : Integer.MAX_VALUE / Math.max(1, type.size());
  }

  /// Collects steps and what they need.
  static final class Builder {
    private final Graph graph;
    private final DeviceRoles roles;
    private final Map<Value, Literal> constants = new LinkedHashMap<>();
    private final List<DeviceStep> steps = new ArrayList<>();
    private final List<PtxKernel> kernels = new ArrayList<>();
    private final List<int[]> tables = new ArrayList<>();
    private final Map<Graph, DeviceProgram> inner = new HashMap<>();
    private final Set<Value> owned = new LinkedHashSet<>();
    private final Set<String> shared = new HashSet<>();

    private int values;

    private Builder(Graph graph) {
      this.graph = graph;
      values = graph.valueCount();
      roles = new DeviceRoles(graph);
      for (Equation equation : graph.equations()) {
        if (equation.op() instanceof Op.Constant constant) {
          constants.put(equation.result(), constant.value());
        }
      }
    }

    private DeviceProgram build() {
      List<DeviceSchedule.Group> groups = DeviceSchedule.of(graph, roles);
      Set<Value> kept = kept(groups);
      for (DeviceSchedule.Group group : groups) {
        switch (group.role()) {
          case DeviceRole.Nothing _ -> group.equations().forEach(this::alias);
          case DeviceRole.Registers(var scope) ->
              new GroupKernel(this, kept).registers(scope, group.equations());
          case DeviceRole.Elements(var scope, int elements) ->
              new GroupKernel(this, kept).elements(scope, elements, group.equations());
          case DeviceRole.Alone _ -> single(group.equations().getFirst());
        }
      }
      ArraySlots arrays = ArraySlots.of(graph, groups, roles, owned);
      return new DeviceProgram(
          graph, steps, kernels, tables, constants, arrays.slots(), arrays.places(), values, inner);
    }

    private void alias(Equation equation) {
      if (dev.odeon.nn.backend.reference.Instructions.isAlias(equation)) {
        Value from = equation.operands().getFirst();
        Value to = equation.result();
        steps.add(state -> state.set(to, state.array(from)));
      }
    }

    private void single(Equation equation) {
      owned.addAll(equation.results());
      SingleStep.add(equation, this);
    }

    /// Values read by another group than their own, or by the caller.
    private Set<Value> kept(List<DeviceSchedule.Group> groups) {
      Map<Value, Integer> groupOf = new HashMap<>();
      for (int i = 0; i < groups.size(); i++) {
        for (Equation equation : groups.get(i).equations()) {
          for (Value result : equation.results()) {
            groupOf.put(result, i);
          }
        }
      }
      Set<Value> kept = new HashSet<>(graph.outputs());
      for (int i = 0; i < groups.size(); i++) {
        for (Equation equation : groups.get(i).equations()) {
          for (Value operand : equation.operands()) {
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

    /// The product that a sum over lanes makes itself and is the result of; null if it is none.
    @Nullable Equation product(Value value) {
      return roles.product(value);
    }

    DeviceRoles roles() {
      return roles;
    }

    Map<Value, Literal> constants() {
      return constants;
    }

    void own(Value value) {
      owned.add(value);
    }

    /// A value that the graph does not have, with an array of its own.
    Value fresh(TensorType type, Scope scope) {
      Value value = new Value(values++, type, scope);
      owned.add(value);
      return value;
    }

    void step(DeviceStep step) {
      steps.add(step);
    }

    void kernel(PtxKernel kernel) {
      kernels.add(kernel);
    }

    /// Adds a kernel that several steps launch, unless it is there.
    void kernelOnce(PtxKernel kernel) {
      if (shared.add(kernel.name())) {
        kernels.add(kernel);
      }
    }

    /// The number of a table.
    int table(int[] numbers) {
      for (int i = 0; i < tables.size(); i++) {
        if (java.util.Arrays.equals(tables.get(i), numbers)) {
          return i;
        }
      }
      tables.add(numbers);
      return tables.size() - 1;
    }

    /// A name for a kernel: what it does, and a number.
    String uniqueName(String name) {
      return name + "_" + kernels.size();
    }

    /// Plans a branch or the body of a loop.
    void inner(Graph part) {
      inner.computeIfAbsent(part, DeviceProgram::exactly);
    }
  }
}
