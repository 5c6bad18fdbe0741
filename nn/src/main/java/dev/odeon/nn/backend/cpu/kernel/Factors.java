package dev.odeon.nn.backend.cpu.kernel;

/// How the factors of one operand of a [Tile] stand in their array.
enum Factors {
  /// As elements of the tile's precision.
  ELEMENTS,
  /// As doubles, which hold such elements: the tile turns them into elements.
  DOUBLES
}
