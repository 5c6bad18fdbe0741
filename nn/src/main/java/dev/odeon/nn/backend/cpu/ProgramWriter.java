package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Turns a group of equations into lane programs, as few as the limit of their size allows.
final class ProgramWriter {
  /// Nodes of one program at most: twice as many, with their loads, stay below the 8,000 bytes of
  /// code beyond which HotSpot does not compile a method.
  static final int LIMIT = 150;

  private final Role role;
  private final Roles roles;
  private final Map<Value, Literal> constants;
  private final Set<Value> kept;
  private final List<LaneProgram> programs = new ArrayList<>();
  private LaneProgram.Builder builder;
  private Map<Value, int[]> registers = new HashMap<>();

  /// @param constants values known beforehand
  /// @param kept values that equations outside of the group, or the graph's outputs, read
  ProgramWriter(Role role, Roles roles, Map<Value, Literal> constants, Set<Value> kept) {
    this.role = role;
    this.roles = roles;
    this.constants = constants;
    this.kept = kept;
    builder = new LaneProgram.Builder(elements());
  }

  private int elements() {
    return role instanceof Role.Looped looped ? looped.elements() : 1;
  }

  List<LaneProgram> write(List<Equation> equations) {
    List<List<Equation>> parts = new ArrayList<>();
    List<Equation> part = new ArrayList<>();
    for (Equation equation : equations) {
      part.add(equation);
      add(equation);
      if (builder.size() > LIMIT) {
        parts.add(part);
        part = new ArrayList<>();
        restart();
      }
    }
    parts.add(part);
    restart();
    for (int i = 0; i < parts.size(); i++) {
      finish(parts.get(i), parts.subList(i + 1, parts.size()));
    }
    return programs;
  }

  private void restart() {
    builder = new LaneProgram.Builder(elements());
    registers = new HashMap<>();
  }

  private void finish(List<Equation> part, List<List<Equation>> later) {
    if (part.isEmpty()) {
      return;
    }
    part.forEach(this::add);
    for (Equation equation : part) {
      Value result = equation.result();
      boolean readLater =
          later.stream().flatMap(List::stream).anyMatch(e -> e.operands().contains(result));
      if (kept.contains(result) || readLater) {
        store(result);
      }
    }
    programs.add(builder.build());
    restart();
  }

  private void store(Value value) {
    int[] elements = registers.getOrDefault(value, new int[0]);
    boolean perLane = value.scope() == Scope.PER_LANE;
    boolean strided = role instanceof Role.Looped;
    for (int i = 0; i < elements.length; i++) {
      builder.store(new Access(value.id(), i, strided, perLane), elements[i]);
    }
  }

  private void add(Equation equation) {
    List<int[]> x = equation.operands().stream().map(this::registers).toList();
    registers.put(
        equation.result(), Unroller.unroll(equation, x, builder, count(equation.result())));
  }

  private int count(Value value) {
    return role instanceof Role.Looped ? 1 : value.type().size();
  }

  /// The registers of the elements of `value`: one, moving with the loop, where the role is looped.
  private int[] registers(Value value) {
    int[] known = registers.get(value);
    if (known == null) {
      known = role instanceof Role.Looped ? new int[] {moving(value)} : fixed(value);
      registers.put(value, known);
    }
    return known;
  }

  private int moving(Value value) {
    Value source = roles.source(value);
    Literal constant = constants.get(source);
    if (constant != null && constant.size() > 0 && isUniform(constant)) {
      return builder.add(constantNode(source, constant, 0));
    }
    int[] inside = registers.get(source);
    if (inside != null) {
      return inside[0];
    }
    boolean strided = !roles.isRepetition(value) && value.type().size() > 1;
    Access at = new Access(source.id(), 0, strided, source.scope() == Scope.PER_LANE);
    return builder.add(new Node.Load(at, value.type().dtype()));
  }

  private static boolean isUniform(Literal literal) {
    return literal.isFilledWith(literal.get(0));
  }

  private int[] fixed(Value value) {
    Literal constant = constants.get(value);
    int[] elements = new int[value.type().size()];
    for (int i = 0; i < elements.length; i++) {
      if (constant != null) {
        elements[i] = builder.add(constantNode(value, constant, i));
      } else {
        Access at = new Access(value.id(), i, false, value.scope() == Scope.PER_LANE);
        elements[i] = builder.add(new Node.Load(at, value.type().dtype()));
      }
    }
    return elements;
  }

  private static Node constantNode(Value value, Literal literal, int index) {
    return new Node.Constant(value.type().dtype(), literal.get(index));
  }
}
