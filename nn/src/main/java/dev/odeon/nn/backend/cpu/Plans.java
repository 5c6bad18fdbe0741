package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The ways in which a graph runs.
///
/// @param general for all inputs
/// @param likely for inputs that need no rare branch, see [LikelyBranches]; null if there are no
///   such branches
record Plans(Plan general, @Nullable Plan likely) {
  static Plans of(Graph graph) {
    Plan general = Plan.of(graph);
    Graph likely = LikelyBranches.of(general.graph());
    return new Plans(general, likely == null ? null : Plan.of(likely));
  }

  /// Settles for all kernels which of their codes runs.
  void decide(boolean vectorsAreFaster) {
    general.decide(vectorsAreFaster);
    if (likely != null) {
      likely.decide(vectorsAreFaster);
    }
  }

  /// @param original what the caller knows the graph as
  /// @param parts makes what runs the graphs inside of equations: branches and bodies of loops
  Executable executable(Graph original, Function<Graph, Executable> parts) {
    Executable always = general.executable(original, parts);
    return likely == null
        ? always
        : new LikelyExecutable(always, likely.executable(likely.graph(), parts));
  }
}
