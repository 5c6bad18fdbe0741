package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.Optional;

/// The backward sweep over the steps of trajectories as a program for blocks of 64 threads, one
/// block of lanes each: what `BlockSweep` of `adjoint` does, in the same order.
///
/// @param graphs what it runs
/// @param parts the derivative of a step, cut at its sums over lanes
/// @param code what a thread does; its arguments are the number of lanes, the step above those of
///   the launch, the lowest of them, and 1 if it is the first launch
/// @param memory the arrays that it reads and writes
/// @param sums of one step, `[block][element]`
/// @param shared cotangents of the shared parameters, one after another, `[block][element]`
record BackwardProgram(
    BackwardGraphs graphs,
    SplitSums parts,
    ThreadProgram code,
    BackwardMemory memory,
    Memory sums,
    Memory shared) {
  /// Writes it; empty if the derivative of a step cannot be cut.
  static Optional<BackwardProgram> of(LaneIntegrator integrator) {
    BackwardGraphs graphs = BackwardGraphs.of(integrator);
    return SplitSums.of(graphs.step().body())
        .map(parts -> new BackwardWriter(integrator, graphs, parts).write());
  }
}
