package dev.odeon.nn.backend.cpu.kernel;

/// Tiles without vector code: rows of columns, which HotSpot may turn into vector code by itself.
record ScalarTiles(RowTile one, RowTile four) implements Tiles {
  private static final int COLUMNS = 64;
  private static final ScalarTiles DOUBLES = make(Precision.DOUBLE);
  private static final ScalarTiles FLOATS = make(Precision.FLOAT);

  private static ScalarTiles make(Precision precision) {
    return new ScalarTiles(new RowTile(precision, 1), new RowTile(precision, 4));
  }

  static ScalarTiles of(Precision precision) {
    return switch (precision) {
      case DOUBLE -> DOUBLES;
      case FLOAT -> FLOATS;
    };
  }

  @Override
  public int rows(int remaining) {
    return remaining >= 4 ? 4 : 1;
  }

  @Override
  public int columns(int remaining, int rows) {
    return Math.min(remaining, COLUMNS);
  }

  @Override
  public Tile tile(int rows, int columns, TileShape.Layout layout) {
    return rows == 4 ? four : one;
  }
}
