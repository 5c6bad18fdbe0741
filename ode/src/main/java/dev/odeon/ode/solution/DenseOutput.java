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

  /// The states of trajectory `lane` at `times`, to `target`, `[time][component]`.
  ///
  /// @throws IllegalArgumentException if a time is outside of what the trajectory covers
  default void states(int lane, double[] times, double[] target) {
    int at = 0;
    for (double time : times) {
      double[] y = state(lane, time);
      System.arraycopy(y, 0, target, at, y.length);
      at += y.length;
    }
  }
}
