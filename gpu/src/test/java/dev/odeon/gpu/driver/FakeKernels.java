package dev.odeon.gpu.driver;

/// What runs when a [FakeDriver] launches a kernel.
@FunctionalInterface
public interface FakeKernels {
  /// Runs all threads of the entry `name` of the module `ptx` to their end.
  ///
  /// @throws DriverException with the code that the next synchronisation returns, such as 700 for
  ///   an illegal address
  void run(
      String ptx, String name, LaunchShape shape, KernelParameters parameters, FakeMemory memory)
      throws DriverException;
}
