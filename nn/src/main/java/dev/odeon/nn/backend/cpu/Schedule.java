package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Equations in groups that run one after another: each group is one kernel or one instruction.
/// Equations of one role that do not wait for others move forward into one group.
final class Schedule {
  /// How far behind its first equation a group looks for more.
  private static final int WINDOW = 512;

  /// A group.
  record Group(Role role, List<Equation> equations) {}

  private final Roles roles;
  private final List<Equation> waiting;
  private final Set<Value> available = new HashSet<>();
  private final List<Group> groups = new ArrayList<>();

  private Schedule(Graph graph, Roles roles) {
    this.roles = roles;
    available.addAll(graph.inputs());
    waiting = new ArrayList<>();
    for (Equation equation : graph.equations()) {
      if (roles.of(equation) instanceof Role.Nothing) {
        available.addAll(equation.results());
      } else {
        waiting.add(equation);
      }
    }
  }

  static List<Group> of(Graph graph, Roles roles) {
    Schedule schedule = new Schedule(graph, roles);
    schedule.run();
    return schedule.groups;
  }

  private void run() {
    boolean[] done = new boolean[waiting.size()];
    for (int first = 0; first < done.length; first++) {
      if (done[first]) {
        continue;
      }
      Role role = roles.of(waiting.get(first));
      List<Equation> members = new ArrayList<>();
      int end =
          role instanceof Role.Interpreted ? first + 1 : Math.min(done.length, first + WINDOW);
      for (int i = first; i < end; i++) {
        Equation equation = waiting.get(i);
        if (!done[i] && roles.of(equation).equals(role) && isReady(equation)) {
          members.add(equation);
          available.addAll(equation.results());
          done[i] = true;
        }
      }
      groups.add(new Group(role, members));
    }
  }

  /// Loops read the scalar behind a repetition; all others read the repetition itself.
  private boolean isReady(Equation equation) {
    boolean loops = roles.of(equation) instanceof Role.Looped;
    return roles.operands(equation).stream()
        .allMatch(x -> available.contains(loops ? roles.source(x) : x));
  }
}
