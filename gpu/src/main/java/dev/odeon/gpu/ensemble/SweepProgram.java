package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.BackwardGraphs;
import dev.odeon.ode.lanes.LaneIntegrator;
import java.util.Optional;

/// The way back over the steps of trajectories as a program that leaves sums over lanes to others:
/// what it keeps of each step, they add.
///
/// @param graphs what it runs
/// @param sums the derivative of a step, cut at its sums over lanes
/// @param code what a lane does; its arguments are the number of lanes, the step above those of the
///   launch, the lowest of them, 1 if it is the first launch, and the number of blocks
/// @param memory the arrays that it reads and writes
/// @param order the places of [LaneOrder]
/// @param kept of each step of a launch, `[step][block][number][place in the block]`
public record SweepProgram(
    BackwardGraphs graphs,
    KeptSums sums,
    ThreadProgram code,
    BackwardMemory memory,
    Memory order,
    Memory kept) {
  /// Writes it; empty if the derivative of a step cannot be cut so, or events act.
  public static Optional<SweepProgram> of(LaneIntegrator integrator) {
    if (BackwardGraphs.jumps(integrator).stream().anyMatch(Optional::isPresent)) {
      return Optional.empty();
    }
    BackwardGraphs graphs = BackwardGraphs.of(integrator);
    return SplitSums.of(graphs.step().body())
        .flatMap(KeptSums::of)
        .map(sums -> new SweepWriter(integrator, graphs, sums).write());
  }
}
