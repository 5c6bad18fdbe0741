package dev.odeon.nn.backend;

import dev.odeon.nn.graph.Graph;

/// Turns graphs into something that runs.
public interface Backend {
  /// The name a user selects it by.
  String name();

  /// A fresh executable of `graph`, with working memory of its own; use one a thread.
  Executable compile(Graph graph);
}
