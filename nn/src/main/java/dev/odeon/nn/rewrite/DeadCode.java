package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.util.HashSet;
import java.util.Set;

/// Drops equations none of whose results is used. Every primitive is pure, custom functions too.
/// Inputs stay.
public final class DeadCode implements Rewrite {
  @Override
  public Graph apply(Graph graph) {
    Set<Value> used = new HashSet<>(graph.outputs());
    for (Equation equation : graph.equations().reversed()) {
      if (isUsed(equation, used)) {
        used.addAll(equation.operands());
      }
    }
    Replay replay = new Replay(graph);
    for (Equation equation : graph.equations()) {
      if (isUsed(equation, used)) {
        replay.keep(replay.current(equation, this));
      } else {
        replay.drop();
      }
    }
    return replay.finish();
  }

  private static boolean isUsed(Equation equation, Set<Value> used) {
    return equation.results().stream().anyMatch(used::contains);
  }
}
