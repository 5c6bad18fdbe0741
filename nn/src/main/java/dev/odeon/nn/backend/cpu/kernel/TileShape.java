package dev.odeon.nn.backend.cpu.kernel;

/// A tile of registers.
///
/// @param engine what registers hold: a number each, or a vector
/// @param precision element type
/// @param rows rows
/// @param vectors registers a row
/// @param edge whether the last register of a row is full
/// @param start where sums start
/// @param left how the factors of rows stand
/// @param leftDepth distance of a row's factors
/// @param rightDepth distance of factors of columns
record TileShape(
    Engine engine,
    Precision precision,
    int rows,
    int vectors,
    Edge edge,
    Start start,
    Factors left,
    Depth leftDepth,
    Depth rightDepth) {
  /// The last register of a row.
  enum Edge {
    /// All of its elements are columns.
    WHOLE,
    /// Some of its elements are columns.
    PARTIAL
  }

  /// The element type of the array of the factors of rows.
  Class<?> leftElement() {
    return switch (left) {
      case ELEMENTS -> precision.element();
      case DOUBLES -> double.class;
    };
  }
}
