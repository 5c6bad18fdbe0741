package dev.odeon.nn.backend;

/// Runs of a graph on arrays that stay the same: what is to be found out about them is found out
/// once. See [Executable#bind].
@FunctionalInterface
public interface BoundRun {
  /// Runs the graph for `lanes` trajectories, at least 1 and at most as many as were bound for.
  void run(int lanes);
}
