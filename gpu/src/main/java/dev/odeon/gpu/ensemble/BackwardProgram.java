package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.Optional;

/// The backward sweep over the steps of trajectories as a program for blocks of 64 threads, one
/// block of lanes each: what `BlockSweep` of `adjoint` does, in the same order.
///
/// @param graphs what it runs
/// @param parts the derivative of a step, cut at its sums over lanes
/// @param code what a thread does; its argument is the number of lanes
/// @param memory the arrays that it reads and writes
record BackwardProgram(
    BackwardGraphs graphs, SplitSums parts, ThreadProgram code, BackwardMemory memory) {
  /// Writes it; empty if the derivative of a step cannot be cut.
  static Optional<BackwardProgram> of(LaneIntegrator integrator) {
    BackwardGraphs graphs = BackwardGraphs.of(integrator);
    return SplitSums.of(graphs.step().body())
        .map(parts -> new BackwardWriter(integrator, graphs, parts).write());
  }
}
