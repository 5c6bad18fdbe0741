/// Graph to graph, with the same results to the bit: one pass a file.
///
/// A pass never changes the inputs of a graph, the types and scopes of its outputs, or the meaning
/// of its derivatives (`stop_gradient` stays). It descends into sub-graphs, keeps the numbers of
/// the values it keeps (unless it says otherwise), and returns the graph itself if there was
/// nothing to do. The new graph is checked on construction, like any. All NaNs count as one value.
@NullMarked
package dev.odeon.nn.rewrite;

import org.jspecify.annotations.NullMarked;
