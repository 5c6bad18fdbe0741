package dev.odeon.gpu.backend;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Equations in groups that run one after another: each is one kernel or one step. Equations of one
/// role that do not wait for others move forward into one group.
final class DeviceSchedule {
  /// How far behind its first equation a group looks for more.
  private static final int WINDOW = 512;

  /// The most equations of a group.
  private static final int MOST = 256;

  /// A group.
  record Group(DeviceRole role, List<Equation> equations) {}

  private final DeviceRoles roles;
  private final List<Equation> waiting = new ArrayList<>();
  private final Set<Value> available = new HashSet<>();

  private DeviceSchedule(DeviceRoles roles) {
    this.roles = roles;
  }

  static List<Group> of(Graph graph, DeviceRoles roles) {
    return new DeviceSchedule(roles).groups(graph);
  }

  private List<Group> groups(Graph graph) {
    available.addAll(graph.inputs());
    for (Equation equation : graph.equations()) {
      if (equation.op() instanceof Op.Constant) {
        available.add(equation.result());
      }
    }
    waiting.addAll(graph.equations());
    List<Group> groups = new ArrayList<>();
    boolean[] done = new boolean[waiting.size()];
    for (int first = 0; first < done.length; first++) {
      if (done[first]) {
        continue;
      }
      DeviceRole role = roles.of(waiting.get(first));
      List<Equation> members = new ArrayList<>();
      boolean single = role instanceof DeviceRole.Alone || role instanceof DeviceRole.Nothing;
      int end = single ? first + 1 : Math.min(done.length, first + WINDOW);
      for (int i = first; i < end && members.size() < MOST; i++) {
        Equation equation = waiting.get(i);
        if (!done[i] && joins(equation, role)) {
          members.add(equation);
          available.addAll(equation.results());
          done[i] = true;
        }
      }
      groups.add(new Group(role, List.copyOf(members)));
    }
    return groups;
  }

  private boolean joins(Equation equation, DeviceRole role) {
    return roles.of(equation).equals(role)
        && equation.operands().stream().map(roles::source).allMatch(available::contains);
  }
}
