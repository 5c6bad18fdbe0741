package dev.odeon.ode.lanes;

/// An ensemble too large to be held at once: where its trajectories come from, some at a time.
public interface LaneSource {
  /// Number of trajectories, at least 0.
  long count();

  /// Trajectories `first` to `first + width`.
  ///
  /// Called by the threads of the run, several at a time, each trajectory once.
  ///
  /// @return as many lanes as `width`
  LaneInput take(long first, int width);
}
