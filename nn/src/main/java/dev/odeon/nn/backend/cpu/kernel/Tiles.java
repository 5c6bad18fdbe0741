package dev.odeon.nn.backend.cpu.kernel;

import org.jspecify.annotations.Nullable;

/// The tiles that a product is cut into. How many sums a tile holds depends on the machine: 16 to
/// 24 vector registers of 32, 8 of 16 (more than 10 make HotSpot spill), or 8 numbers.
final class Tiles {
  private static final int MOST_REGISTERS = 6;
  private static final int MOST_ROWS = 8;

  /// Registers of columns from which on a tile has few rows.
  private static final int WIDE = 4;

  /// Combinations of edge, start and how factors stand.
  private static final int KINDS = 32;

  private final Preference preference;
  private final Precision precision;
  private final int width;
  private final int mostRows;
  private final @Nullable Tile[] tiles =
      new @Nullable Tile[(MOST_ROWS + 1) * (MOST_REGISTERS + 1) * KINDS];

  private Tiles(Preference preference, Precision precision) {
    this.preference = preference;
    this.precision = precision;
    width =
        switch (preference) {
          case SCALAR -> 1;
          case MEASURED, VECTOR -> VectorWidth.of(precision);
        };
    int bits = width * (precision == Precision.DOUBLE ? Double.SIZE : Float.SIZE);
    mostRows = width == 1 || bits == 256 ? 4 : MOST_ROWS;
  }

  private static final class Numbers {
    static final Tiles DOUBLES = new Tiles(Preference.SCALAR, Precision.DOUBLE);
    static final Tiles FLOATS = new Tiles(Preference.SCALAR, Precision.FLOAT);
  }

  /// Loaded only when asked for: without the vector module there are none.
  private static final class Vectors {
    static final Tiles DOUBLES = new Tiles(Preference.VECTOR, Precision.DOUBLE);
    static final Tiles FLOATS = new Tiles(Preference.VECTOR, Precision.FLOAT);
    static final Tiles MEASURED_DOUBLES = new Tiles(Preference.MEASURED, Precision.DOUBLE);
    static final Tiles MEASURED_FLOATS = new Tiles(Preference.MEASURED, Precision.FLOAT);
  }

  static Tiles of(Precision precision, Preference preference) {
    return switch (preference) {
      case MEASURED ->
          precision == Precision.DOUBLE ? Vectors.MEASURED_DOUBLES : Vectors.MEASURED_FLOATS;
      case SCALAR -> precision == Precision.DOUBLE ? Numbers.DOUBLES : Numbers.FLOATS;
      case VECTOR -> precision == Precision.DOUBLE ? Vectors.DOUBLES : Vectors.FLOATS;
    };
  }

  /// Rows of the next tile of so many columns, if `remaining` are left.
  int rows(int remaining, int columns) {
    if (mostRows == MOST_ROWS && registers(columns) == WIDE && remaining > WIDE) {
      return WIDE + 1;
    }
    return Math.min(registers(columns) < WIDE ? mostRows : WIDE, Integer.highestOneBit(remaining));
  }

  /// Columns of the next tile of so many rows, if `remaining` are left.
  int columns(int remaining, int rows) {
    int most = Math.clamp(2 * mostRows / rows, 2, MOST_REGISTERS);
    boolean three = mostRows == MOST_ROWS && registers(remaining) == 3;
    return Math.min(remaining, width * (three ? 3 : most));
  }

  /// The most columns that one tile of many rows takes.
  int mostColumns() {
    return width * (mostRows == MOST_ROWS ? WIDE : 2);
  }

  /// Columns of as many whole registers as `columns` take.
  int whole(int columns) {
    return registers(columns) * width;
  }

  private int registers(int columns) {
    return (columns + width - 1) / width;
  }

  /// The tile.
  Tile tile(int rows, int columns, Start start, Factors left, Depth leftDepth, Depth rightDepth) {
    int registers = registers(columns);
    TileShape.Edge edge = columns % width == 0 ? TileShape.Edge.WHOLE : TileShape.Edge.PARTIAL;
    int kind =
        edge.ordinal() * 16
            + start.ordinal() * 8
            + left.ordinal() * 4
            + leftDepth.ordinal() * 2
            + rightDepth.ordinal();
    int index = (rows * (MOST_REGISTERS + 1) + registers) * KINDS + kind;
    Tile known = tiles[index];
    if (known == null) {
      Engine engine = preference == Preference.SCALAR ? Engine.SCALAR : Engine.VECTOR;
      TileShape shape =
          new TileShape(
              engine, precision, rows, registers, edge, start, left, leftDepth, rightDepth);
      known =
          preference == Preference.MEASURED ? MeasuredTile.of(shape) : TileCompiler.tile(shape);
      tiles[index] = known;
    }
    return known;
  }
}
