package dev.odeon.nn.backend.cpu.kernel;

import org.jspecify.annotations.Nullable;

/// Tiles of vector registers. How many sums fit depends on the machine: 16 to 24 registers of 32,
/// 8 of 16 (more than 10 make HotSpot spill).
final class VectorTiles implements Tiles {
  private static final int MOST_VECTORS = 6;
  private static final int MOST_ROWS = 8;

  private final Precision precision;
  private final int width;
  private final int mostRows;
  private final @Nullable Tile[] tiles = new @Nullable Tile[(MOST_ROWS + 1) * (MOST_VECTORS + 1) * 4];

  private VectorTiles(Precision precision) {
    this.precision = precision;
    width = VectorWidth.of(precision);
    int bits = width * (precision == Precision.DOUBLE ? Double.SIZE : Float.SIZE);
    mostRows = bits == 256 ? 4 : MOST_ROWS;
  }

  /// Loaded only when asked for: without the vector module there are none.
  private static final class Doubles {
    static final VectorTiles TILES = new VectorTiles(Precision.DOUBLE);
  }

  private static final class Floats {
    static final VectorTiles TILES = new VectorTiles(Precision.FLOAT);
  }

  static VectorTiles of(Precision precision) {
    return switch (precision) {
      case DOUBLE -> Doubles.TILES;
      case FLOAT -> Floats.TILES;
    };
  }

  @Override
  public int rows(int remaining) {
    return Math.min(mostRows, Integer.highestOneBit(remaining));
  }

  @Override
  public int columns(int remaining, int rows) {
    int vectors = vectors(remaining);
    int sums = 2 * mostRows;
    int most = Math.clamp(sums / rows, 2, MOST_VECTORS);
    boolean three = vectors == 3 && mostRows == MOST_ROWS;
    return Math.min(remaining, width * (three ? 3 : most));
  }

  private int vectors(int columns) {
    return (columns + width - 1) / width;
  }

  @Override
  public Tile tile(int rows, int columns, TileShape.Layout layout) {
    int vectors = vectors(columns);
    TileShape.Edge edge =
        columns % width == 0 ? TileShape.Edge.WHOLE : TileShape.Edge.PARTIAL;
    int index =
        ((rows * (MOST_VECTORS + 1) + vectors) * 2 + edge.ordinal()) * 2 + layout.ordinal();
    Tile known = tiles[index];
    if (known == null) {
      known = TileCompiler.tile(new TileShape(precision, rows, vectors, edge, layout));
      tiles[index] = known;
    }
    return known;
  }
}
