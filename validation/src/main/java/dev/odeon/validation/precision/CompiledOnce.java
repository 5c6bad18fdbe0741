package dev.odeon.validation.precision;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;

/// A backend that has compiled one graph and hands the same executable out at every call: repeated
/// solves run warm code. For one thread.
///
/// @param graph the only graph that it runs
/// @param executable that graph, compiled
record CompiledOnce(Graph graph, Executable executable) implements Backend {
  static CompiledOnce of(Graph graph) {
    return new CompiledOnce(graph, Backends.preferred().compile(graph));
  }

  @Override
  public String name() {
    return Backends.preferred().name();
  }

  @Override
  public Executable compile(Graph wanted) {
    return wanted.equals(graph) ? executable : Backends.preferred().compile(wanted);
  }
}
