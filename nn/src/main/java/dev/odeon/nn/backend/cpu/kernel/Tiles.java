package dev.odeon.nn.backend.cpu.kernel;

/// The tiles that a product is cut into.
sealed interface Tiles permits ScalarTiles, VectorTiles {
  /// Rows of the next tile, if `remaining` are left.
  int rows(int remaining);

  /// Columns of the next tile of so many rows, if `remaining` are left.
  int columns(int remaining, int rows);

  /// The tile.
  Tile tile(int rows, int columns, TileShape.Layout layout);

  static Tiles of(Precision precision, Engine engine) {
    return switch (engine) {
      case SCALAR -> ScalarTiles.of(precision);
      case VECTOR -> VectorTiles.of(precision);
    };
  }
}
