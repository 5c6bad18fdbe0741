package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.nn.graph.Graph;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The backward sweep over the steps of trajectories as a program for blocks of 64 threads, one
/// block of lanes each: what `BlockSweep` of `adjoint` does, in the same order.
///
/// @param graphs what it runs
/// @param parts the derivative of a step, cut at its sums over lanes
/// @param jumps what goes back through each event, if it acts, cut likewise; none if none acts
/// @param code what a thread does; its arguments are the number of lanes, the step above those of
///   the launch, the lowest of them, and 1 if it is the first launch
/// @param memory the arrays that it reads and writes
/// @param sums of one step, `[block][element]`
/// @param events the arrays of the way through events, if any acts
record BackwardProgram(
    BackwardGraphs graphs,
    SplitSums parts,
    List<Optional<SplitSums>> jumps,
    ThreadProgram code,
    BackwardMemory memory,
    Memory sums,
    Optional<EventMemory> events) {
  /// Writes it; empty if the derivative of a step cannot be cut.
  static Optional<BackwardProgram> of(LaneIntegrator integrator) {
    BackwardGraphs graphs = BackwardGraphs.of(integrator);
    return jumps(integrator)
        .flatMap(
            jumps ->
                SplitSums.of(graphs.step().body())
                    .map(parts -> new BackwardWriter(integrator, graphs, parts, jumps).write()));
  }

  private static Optional<List<Optional<SplitSums>>> jumps(LaneIntegrator integrator) {
    List<Optional<Graph>> graphs = BackwardGraphs.jumps(integrator);
    if (graphs.stream().allMatch(Optional::isEmpty)) {
      return Optional.of(List.of());
    }
    List<Optional<SplitSums>> jumps = new ArrayList<>();
    for (Optional<Graph> graph : graphs) {
      Optional<SplitSums> jump = graph.flatMap(SplitSums::of);
      if (jump.isEmpty() && graph.isPresent()) {
        return Optional.empty();
      }
      jumps.add(jump);
    }
    return Optional.of(jumps);
  }
}
