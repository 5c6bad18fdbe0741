package dev.odeon.ode.solution;

/// Trajectories that can be evaluated anywhere, from the interpolants of all their steps. May be
/// used by several threads.
///
/// Where an event changed the state, the state before the change holds at its time.
public interface DenseOutput {
  /// Number of trajectories.
  int lanes();

  /// Where trajectory `lane` begins.
  double start(int lane);

  /// How far it came.
  double end(int lane);

  /// The state of trajectory `lane` at `time`, `[d]`.
  ///
  /// @throws IllegalArgumentException if `time` is outside of what the trajectory covers
  double[] state(int lane, double time);
}
