package dev.odeon.nn.backend.cpu.kernel;

/// What a kernel runs on. The bits do not depend on it.
public enum Engine {
  /// One number at a time, or what HotSpot makes of such loops.
  SCALAR,
  /// Vector registers; only where the module `jdk.incubator.vector` is present.
  VECTOR
}
