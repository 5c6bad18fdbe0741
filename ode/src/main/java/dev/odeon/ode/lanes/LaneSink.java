package dev.odeon.ode.lanes;

import dev.odeon.ode.solution.Solution;

/// Where the trajectories of a streamed ensemble go, some at a time.
@FunctionalInterface
public interface LaneSink {
  /// Takes trajectories `first` and following. Calls come in the order of trajectories, one at a
  /// time, from any thread; an exception ends the run and is thrown there.
  void accept(long first, Solution part);
}
