package dev.odeon.nn.backend.cpu.kernel;

/// How far apart neighbours in the contracted index stand. HotSpot checks each index in a loop
/// unless it knows the distance.
enum Depth {
  /// Side by side: a row's factors, or all columns of a full tile.
  ADJACENT,
  /// At any distance.
  APART
}
