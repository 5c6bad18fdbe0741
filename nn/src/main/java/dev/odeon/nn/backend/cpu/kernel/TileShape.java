package dev.odeon.nn.backend.cpu.kernel;

/// A tile of registers.
///
/// @param engine what registers hold: a number each, or a vector
/// @param precision element type
/// @param rows rows
/// @param vectors registers a row
/// @param edge whether the last register of a row is full
/// @param start where sums start
record TileShape(
    Engine engine, Precision precision, int rows, int vectors, Edge edge, Start start) {
  /// The last register of a row.
  enum Edge {
    /// All of its elements are columns.
    WHOLE,
    /// Some of its elements are columns.
    PARTIAL
  }
}
