package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;

/// Graphs of which one input is known.
final class FixedInput {
  private FixedInput() {}

  /// `graph` without input `index`, a scalar that is `value`.
  static Graph of(Graph graph, int index, double value) {
    Tracer tracer = new Tracer();
    List<Tensor> arguments = new ArrayList<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      Value input = graph.inputs().get(i);
      arguments.add(
          i == index
              ? tracer.constant(input.type().dtype(), value)
              : tracer.input(input.type(), input.scope()));
    }
    List<Tensor> results = new ArrayList<>();
    List<Tensor> found = tracer.call(graph, arguments);
    for (int i = 0; i < found.size(); i++) {
      boolean lost =
          graph.outputs().get(i).scope() == Scope.PER_LANE && found.get(i).scope() == Scope.SHARED;
      results.add(lost ? tracer.apply1(new Op.LaneBroadcast(), found.get(i)) : found.get(i));
    }
    return Pipeline.standard().apply(tracer.graph(graph.name(), results));
  }
}
