package dev.odeon.nn.backend.reference;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;

/// The interpreter. One array a value, one loop an equation; no allocation when run, once lanes
/// stay the same. Elementary functions run as their expansions, see
/// [dev.odeon.nn.function.Expansions].
public final class ReferenceBackend implements Backend {
  @Override
  public String name() {
    return "reference";
  }

  @Override
  public Executable compile(Graph graph) {
    return Interpreter.of(graph);
  }
}
