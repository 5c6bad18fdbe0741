/// Runs ordinary Java code once on symbolic tensors and records a graph.
@NullMarked
package dev.odeon.nn.trace;

import org.jspecify.annotations.NullMarked;
