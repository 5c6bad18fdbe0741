package dev.odeon.gpu.ptx;

/// Where memory is.
public enum PtxSpace {
  /// Of the device, seen by all threads.
  GLOBAL,
  /// Of the device, of kernel arguments.
  PARAM,
  /// Of a block of threads.
  SHARED,
  /// Of one thread.
  LOCAL;

  /// The suffix of loads and stores.
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
