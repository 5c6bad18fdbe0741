package dev.odeon.nn.oracle;

import dev.odeon.nn.graph.Graph;
import java.util.List;
import java.util.function.Function;

/// What a failing comparison prints.
final class FailureReport {
  private FailureReport() {}

  /// The name of the case, the smallest case that still fails, and the first value that differs in
  /// it.
  static String of(
      String name, GraphCase failing, Function<Graph, List<Difference.Candidate>> candidates) {
    GraphCase smallest = GraphShrinker.shrink(failing, at -> fails(at, candidates));
    String what =
        Difference.first(smallest, candidates)
            .map(difference -> difference.candidate() + ": " + difference.text())
            .orElse("differs only in runs with other lanes before it");
    return "%s: %s%n%d of %d equations are enough:%n%s"
        .formatted(
            name,
            what,
            GraphCase.equations(smallest.graph()),
            GraphCase.equations(failing.graph()),
            smallest);
  }

  /// A smaller case that the interpreter refuses is no example.
  private static boolean fails(
      GraphCase at, Function<Graph, List<Difference.Candidate>> candidates) {
    try {
      return Difference.first(at, candidates).isPresent();
    } catch (RuntimeException e) {
      return false;
    }
  }
}
