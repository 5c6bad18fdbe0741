package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes what stands for several elements or lanes out of loops that do a lot of work: a bias is
/// added before a loop that then runs over all elements and lanes as one. Few lanes fill registers
/// badly; elements and lanes together fill them.
final class FlatLoops {
  /// Equations in a loop from which on it is worth a pass of its own.
  private static final int LEAST_WORK = 24;

  /// The loop must do so many times the work of what comes before it.
  private static final int RATIO = 4;

  private final Roles roles;
  private final Map<Value, Literal> constants;

  /// @param constants values known beforehand
  FlatLoops(Roles roles, Map<Value, Literal> constants) {
    this.roles = roles;
    this.constants = constants;
  }

  List<Schedule.Group> split(List<Schedule.Group> groups) {
    List<Schedule.Group> all = new ArrayList<>();
    for (Schedule.Group group : groups) {
      List<Equation> before = before(group);
      int rest = group.equations().size() - before.size();
      if (before.isEmpty() || rest < LEAST_WORK || rest < RATIO * before.size()) {
        all.add(group);
        continue;
      }
      List<Equation> after = new ArrayList<>(group.equations());
      after.removeAll(new HashSet<>(before));
      all.add(new Schedule.Group(group.role(), before));
      all.add(new Schedule.Group(group.role(), after));
    }
    return all;
  }

  /// The equations that read what does not differ from element to element and lane to lane, with
  /// all in the loop that they depend on.
  private List<Equation> before(Schedule.Group group) {
    boolean loops =
        group.role() instanceof Role.Looped(Scope scope, int elements)
            && scope == Scope.PER_LANE
            && elements > 1;
    if (!loops) {
      return List.of();
    }
    Set<Value> wanted = new HashSet<>();
    List<Equation> found = new ArrayList<>();
    for (Equation equation : group.equations().reversed()) {
      boolean isBent = equation.operands().stream().anyMatch(this::isBent);
      if (isBent || wanted.contains(equation.result())) {
        wanted.addAll(equation.operands());
        found.add(equation);
      }
    }
    return found.reversed();
  }

  private boolean isBent(Value value) {
    Value source = roles.source(value);
    Literal constant = constants.get(source);
    if (constant != null && constant.size() > 0 && constant.isFilledWith(constant.get(0))) {
      return false;
    }
    return roles.isRepetition(value) || value.scope() == Scope.SHARED;
  }
}
