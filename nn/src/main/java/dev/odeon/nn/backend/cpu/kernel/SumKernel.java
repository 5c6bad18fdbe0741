package dev.odeon.nn.backend.cpu.kernel;

/// A kernel of one equation, with working memory of its own: used by one thread at a time.
@FunctionalInterface
public interface SumKernel {
  /// Runs it on the arrays of an executable, one a value, by its number.
  void run(double[][] slots, int lanes, Preference preference);
}
