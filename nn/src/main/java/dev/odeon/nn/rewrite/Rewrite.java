package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.Graph;

/// A transformation of graphs that keeps their meaning.
@FunctionalInterface
public interface Rewrite {
  /// A graph with the inputs of `graph` and the same outputs for every input; `graph` itself if
  /// nothing changed.
  Graph apply(Graph graph);
}
