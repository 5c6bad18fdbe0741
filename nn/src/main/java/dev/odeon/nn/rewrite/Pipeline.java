package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.Graph;
import java.util.List;

/// Passes one after another, again and again until none finds anything to do.
///
/// @param passes in order; together they must come to an end, as passes do that only remove or fold
public record Pipeline(List<Rewrite> passes) implements Rewrite {
  public Pipeline {
    passes = List.copyOf(passes);
  }

  /// The passes that every backend wants: [Algebra], [ConstantFolding], [CommonSubexpressions],
  /// [DeadCode], and [Renumbering] at the end.
  public static Rewrite standard() {
    Rewrite simplify =
        new Pipeline(
            List.of(
                new Algebra(), new ConstantFolding(), new CommonSubexpressions(), new DeadCode()));
    Rewrite renumber = new Renumbering();
    return graph -> renumber.apply(simplify.apply(graph));
  }

  @Override
  public Graph apply(Graph graph) {
    Graph current = graph;
    Graph before;
    do {
      before = current;
      for (Rewrite pass : passes) {
        current = pass.apply(current);
      }
    } while (!current.equals(before));
    return current;
  }
}
