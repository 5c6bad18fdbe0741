package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.ptx.LaneBody;
import dev.odeon.nn.graph.Graph;
import dev.odeon.ode.lanes.LaneProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which solves can be kernels.
public final class KernelPlans {
  private KernelPlans() {}

  /// Why a solve cannot be a kernel, one sentence; empty if it can.
  public static Optional<String> refusal(LaneProgram lanes) {
    if (lanes.saveAt().isDense()) {
      return Optional.of("dense output keeps every step, for which a kernel has no room");
    }
    if (lanes.saveAt().stepsApart() > 0) {
      return Optional.of(
          "a kernel saves at given times, not after a number of steps that nobody knows beforehand");
    }
    return graphs(lanes).stream()
        .flatMap(graph -> Optional.ofNullable(LaneBody.refusal(graph)).stream())
        .findFirst();
  }

  private static List<Graph> graphs(LaneProgram lanes) {
    List<Graph> graphs = new ArrayList<>(List.of(lanes.start(), lanes.attempt()));
    graphs.add(lanes.events().values());
    lanes.events().changes().forEach(change -> change.ifPresent(graphs::add));
    lanes.observed().ifPresent(graphs::add);
    return graphs;
  }
}
