package dev.odeon.ode.solution;

/// What was kept of all trajectories, read by lane and number.
public interface SavedStates {
  /// Length of what is kept at each time: that of the state, or of the quantity observed.
  int dimension();

  /// How many times are kept of trajectory `lane`.
  int count(int lane);

  /// Time number `i` of trajectory `lane`.
  double time(int lane, int i);

  /// Component `component` of trajectory `lane` at its time number `i`.
  double value(int lane, int i, int component);
}
