package dev.odeon.gpu.backend;

import dev.odeon.nn.backend.reference.Instructions;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which values share an array: those of one size of which one is read for the last time before the
/// other is written.
final class ArraySlots {
  /// An array.
  ///
  /// @param type of its elements
  /// @param scope whether there is one copy of them or one a lane
  record Slot(TensorType type, Scope scope) {
    private boolean fits(Value value) {
      return scope == value.scope()
          && type.dtype().bytes() == value.type().dtype().bytes()
          && type.size() == value.type().size();
    }
  }

  private final Map<Value, Value> roots = new HashMap<>();
  private final Map<Value, Integer> lastRead = new HashMap<>();
  private final Map<Value, Integer> slotOf = new HashMap<>();
  private final List<Slot> slots = new ArrayList<>();

  /// For each slot the group after which it is free.
  private final List<Integer> busyUntil = new ArrayList<>();

  /// @param owned values that need an array
  static ArraySlots of(
      Graph graph, List<DeviceSchedule.Group> groups, DeviceRoles roles, Set<Value> owned) {
    ArraySlots plan = new ArraySlots();
    for (int i = 0; i < groups.size(); i++) {
      for (Equation equation : groups.get(i).equations()) {
        if (Instructions.isAlias(equation)) {
          plan.roots.put(equation.result(), plan.root(equation.operands().getFirst()));
        }
        plan.read(equation, roles, i);
      }
    }
    graph.outputs().forEach(y -> plan.lastRead.put(plan.root(y), groups.size()));
    for (int i = 0; i < groups.size(); i++) {
      for (Equation equation : groups.get(i).equations()) {
        for (Value result : equation.results()) {
          if (owned.contains(result)) {
            plan.assign(result, i);
          }
        }
      }
    }
    owned.stream().filter(value -> !plan.slotOf.containsKey(value)).forEach(plan::reserve);
    return plan;
  }

  private Value root(Value value) {
    return roots.getOrDefault(value, value);
  }

  private void read(Equation equation, DeviceRoles roles, int group) {
    for (Value operand : equation.operands()) {
      for (Value read : List.of(operand, roles.source(operand))) {
        lastRead.merge(root(read), group, Math::max);
      }
      Equation product = roles.product(operand);
      if (product != null) {
        read(product, roles, group);
      }
    }
  }

  private void assign(Value value, int group) {
    int last = lastRead.getOrDefault(value, group);
    for (int slot = 0; slot < slots.size(); slot++) {
      if (slots.get(slot).fits(value) && busyUntil.get(slot) < group) {
        busyUntil.set(slot, last);
        slotOf.put(value, slot);
        return;
      }
    }
    slotOf.put(value, slots.size());
    slots.add(new Slot(value.type(), value.scope()));
    busyUntil.add(last);
  }

  /// A slot that no other value shares.
  private void reserve(Value value) {
    assign(value, -1);
    busyUntil.set(slotOf.getOrDefault(value, 0), Integer.MAX_VALUE);
  }

  /// The arrays.
  List<Slot> slots() {
    return List.copyOf(slots);
  }

  /// The number of the array of each value.
  Map<Value, Integer> places() {
    return Map.copyOf(slotOf);
  }
}
