package dev.odeon.nn.graph;

/// Evaluates a [CustomFunction]; owned by one executable, used by one thread at a time.
@FunctionalInterface
public interface CustomKernel {
  /// Computes the results.
  ///
  /// @param operands one array each: `[element]` if shared, `[element][lane]` if per lane
  /// @param results one array each, same layout, written
  /// @param lanes number of lanes
  void run(double[][] operands, double[][] results, int lanes);
}
