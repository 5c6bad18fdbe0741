package dev.odeon.gpu.driver;

import java.util.Locale;

/// A GPU that CUDA can use.
///
/// @param ordinal the driver's number of the device, from 0
/// @param name the maker's name
/// @param capability compute capability; 9.0 is assembled for as `sm_90`
/// @param memoryBytes all memory on the device
public record CudaDevice(int ordinal, String name, ComputeCapability capability, long memoryBytes) {
  /// One line, such as `NVIDIA H100 (compute capability 9.0, 79.1 GiB)`.
  public String describe() {
    double gibibytes = memoryBytes / (double) (1L << 30);
    return String.format(
        Locale.ROOT, "%s (compute capability %s, %.1f GiB)", name, capability, gibibytes);
  }
}
