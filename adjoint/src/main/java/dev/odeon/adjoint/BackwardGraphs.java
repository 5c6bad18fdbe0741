package dev.odeon.adjoint;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.rewrite.LaneMask;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.ode.step.StepGraphs;
import java.util.List;
import java.util.stream.IntStream;

/// The graphs of the backward sweep, derived from those of the forward one.
///
/// @param step `(active, t, h, y, p, cotangents of y1, k_1, ..., k_s) -> (cotangents of y, p)`
/// @param interpolant `(theta, h, y, k_1, ..., k_s, cotangent of y(theta)) -> (cotangents of y,
///   k_1, ..., k_s)`
record BackwardGraphs(Graph step, Graph interpolant) {
  static BackwardGraphs of(StepGraphs steps) {
    Graph stages = steps.step();
    List<Integer> stateAndParameters = IntStream.range(2, stages.inputs().size()).boxed().toList();
    Graph step = cotangents(ReverseMode.vjp(stages, stateAndParameters), stages.outputs().size());
    Graph interpolant = steps.interpolant();
    List<Integer> stateAndStages = IntStream.range(2, interpolant.inputs().size()).boxed().toList();
    Graph dense = cotangents(ReverseMode.vjp(interpolant, stateAndStages), 1);
    return new BackwardGraphs(
        Pipeline.standard().apply(LaneMask.apply(step)), Pipeline.standard().apply(dense));
  }

  /// Without the first `primal` outputs.
  private static Graph cotangents(Graph vjp, int primal) {
    return new Graph(
        vjp.name(),
        vjp.inputs(),
        vjp.equations(),
        vjp.outputs().subList(primal, vjp.outputs().size()));
  }
}
