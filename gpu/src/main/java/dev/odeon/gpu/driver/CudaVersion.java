package dev.odeon.gpu.driver;

/// A version of CUDA, such as the newest that a driver supports.
///
/// @param major first number
/// @param minor second number
public record CudaVersion(int major, int minor) implements Comparable<CudaVersion> {
  /// From the driver's own encoding, 1000 major + 10 minor (CUDA driver API, `cuDriverGetVersion`).
  static CudaVersion decode(int encoded) {
    return new CudaVersion(encoded / 1000, encoded % 1000 / 10);
  }

  @Override
  public int compareTo(CudaVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
