package dev.odeon.nn.graph.planted;

import dev.odeon.nn.trace.planted.TraceThatRewrites;

/// A planted fault: a graph that knows how it was traced.
public final class GraphThatTraces {
  TraceThatRewrites trace;
}
