package dev.odeon.nn.backend.cpu.kernel;

/// What the tiles of a kernel run on. The bits do not depend on it.
public enum Preference {
  /// Each tile on what is measured to be faster, once for all kernels that share it; only where the
  /// module `jdk.incubator.vector` is present.
  MEASURED,
  /// One number at a time.
  SCALAR,
  /// Vectors, compiled or not.
  VECTOR
}
