package dev.odeon.nn.trace.planted;

import dev.odeon.nn.rewrite.planted.RewriteThatTrains;

/// A planted fault: a trace that knows a rewrite.
public final class TraceThatRewrites {
  RewriteThatTrains rewrite;
}
