package dev.odeon.nn.backend;

/// A graph that is run again and again, some of whose outputs are inputs of the next run. Its
/// arrays stay where it computes: inputs until they are set anew, outputs until they are asked for.
/// Used by one thread at a time.
///
/// Layout of arrays: that of [Executable#run].
public interface Recurrence extends AutoCloseable {
  /// Sets an input for the runs to come; one that is fed back only for the next.
  ///
  /// @param values copied
  /// @throws IllegalArgumentException if there is no such input, or `values` is too short for it
  void set(int input, double[] values);

  /// Runs the graph once.
  ///
  /// @throws IllegalStateException if an input was never set
  void run();

  /// Copies an output of the last run.
  ///
  /// @param into written
  /// @throws IllegalArgumentException if there is no such output, or `into` is too short for it
  /// @throws IllegalStateException before the first run, and after one that failed
  void get(int output, double[] into);

  /// Frees what it holds; it cannot be used any more.
  @Override
  void close();
}
