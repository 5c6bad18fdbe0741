package dev.odeon.nn.backend;

import dev.odeon.nn.graph.Graph;
import java.util.List;
import java.util.Optional;

/// Turns graphs into something that runs.
public interface Backend {
  /// The name a user selects it by.
  String name();

  /// A fresh executable of `graph`, with working memory of its own; use one a thread.
  Executable compile(Graph graph);

  /// `graph` to be run again and again, its arrays staying where it computes.
  ///
  /// @param feedback outputs that become inputs of the next run
  /// @param lanes number of lanes of all runs, at least 1
  /// @throws IllegalArgumentException if they do not suit each other
  default Recurrence recurrence(Graph graph, List<Feedback> feedback, int lanes) {
    RecurrentGraph form = new RecurrentGraph(graph, feedback, lanes);
    return new HostRecurrence(form, compile(graph));
  }

  /// This backend on a device of its kind; empty if it is of another kind.
  default Optional<Backend> on(Device device) {
    return Optional.empty();
  }
}
