package dev.odeon.nn.backend.cpu.kernel;

/// A tile of a sum over lanes.
///
/// @param engine what registers hold
/// @param precision element type
/// @param rows rows
/// @param columns columns; 0 where the terms are no products
/// @param counted which lanes count
record LaneTileShape(Engine engine, Precision precision, int rows, int columns, Counted counted) {
  /// Lanes that count.
  enum Counted {
    /// All.
    ALL,
    /// Those of a mask.
    MASKED
  }

  /// Sums of a row.
  int sums() {
    return Math.max(1, columns);
  }
}
