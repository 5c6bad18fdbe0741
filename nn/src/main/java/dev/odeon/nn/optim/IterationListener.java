package dev.odeon.nn.optim;

/// Is told of each iteration of a minimiser.
@FunctionalInterface
public interface IterationListener {
  /// Listens to nothing.
  IterationListener NONE = (iteration, iterate) -> {};

  /// After an iteration.
  ///
  /// @param iteration its number, from 1
  /// @param iterate where it ended; read only, and not kept
  void onIteration(int iteration, Iterate iterate);
}
