package dev.odeon.nn.backend.cpu.kernel;

/// A tile of a sum over lanes.
///
/// @param engine what registers hold
/// @param precision element type
/// @param rows rows
/// @param columns columns that rows are multiplied with; 0 if they are summed themselves
/// @param apart in how many rows of the results, apart from each other, the sums stand
/// @param rest what stands after the last lane, up to a whole register
/// @param counted which lanes count
/// @param registers how many registers the lanes fill, the last one perhaps in part; 0 if any
///   number
record LaneTileShape(
    Engine engine,
    Precision precision,
    int rows,
    int columns,
    int apart,
    Rest rest,
    Counted counted,
    int registers) {

  /// The same on numbers.
  LaneTileShape onNumbers() {
    return new LaneTileShape(Engine.SCALAR, precision, rows, columns, apart, rest, counted, 0);
  }

  /// How many sums it makes.
  int sums() {
    return rows * Math.max(1, columns);
  }

  /// What stands after the last lane, in its register.
  enum Rest {
    /// Zeros.
    ZEROS,
    /// Anything.
    ANYTHING
  }

  /// Lanes that count.
  enum Counted {
    /// All.
    ALL,
    /// Those of a mask.
    MASKED
  }
}
