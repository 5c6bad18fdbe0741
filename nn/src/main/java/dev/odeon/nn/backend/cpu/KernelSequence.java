package dev.odeon.nn.backend.cpu;

/// Kernels, known to the method that calls them, so that it calls them directly.
interface KernelSequence {
  /// Runs them one after another, for one lane, on single numbers.
  ///
  /// @param arrays for each kernel those that it works on
  void run(double[][][] arrays);
}
