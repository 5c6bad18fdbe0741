package dev.odeon.cli.fitfile;

/// Where to compute.
public enum Device {
  /// On the processor.
  CPU,
  /// On a CUDA device; an error without one.
  CUDA,
  /// On a CUDA device if there is one and the work is large enough to gain from it.
  AUTO
}
