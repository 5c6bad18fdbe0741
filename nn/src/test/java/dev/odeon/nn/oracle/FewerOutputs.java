package dev.odeon.nn.oracle;

import dev.odeon.nn.graph.Graph;
import java.util.List;
import java.util.stream.Stream;

/// One output at a time.
final class FewerOutputs {
  private FewerOutputs() {}

  static Stream<GraphCase> of(GraphCase at) {
    Graph graph = at.graph();
    if (graph.outputs().size() < 2) {
      return Stream.empty();
    }
    return graph.outputs().stream()
        .distinct()
        .map(
            output ->
                new GraphCase(
                    new Graph(graph.name(), graph.inputs(), graph.equations(), List.of(output)),
                    at.lanes(),
                    at.inputs()));
  }
}
