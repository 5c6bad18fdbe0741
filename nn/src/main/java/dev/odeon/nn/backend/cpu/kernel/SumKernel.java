package dev.odeon.nn.backend.cpu.kernel;

/// A kernel of one equation, with working memory of its own: used by one thread at a time.
public interface SumKernel {
  /// Runs it on the arrays of an executable, one a value, by its number.
  void run(double[][] slots, int lanes, Engine engine);

  /// How many products or sums it does, about; what vectors can gain depends on it.
  long work(int lanes);

  /// Whether there is vector code.
  boolean hasVectors();
}
