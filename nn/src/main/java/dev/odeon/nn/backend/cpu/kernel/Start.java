package dev.odeon.nn.backend.cpu.kernel;

/// Where the sums of a [Tile] start.
enum Start {
  /// At zero.
  ZERO,
  /// At what stands in the array of sums.
  STORED
}
