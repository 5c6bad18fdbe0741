package dev.odeon.nn.backend.cpu.kernel;

/// The operand of the rows of a tiled product, a block at a time: as it stands where it is small,
/// otherwise copied.
final class RowFactors {
  /// Keeps copied rows of a power of two from standing at the same places of the cache.
  private static final int PADDING = 8;

  /// How tiles get at an operand.
  private enum Way {
    AS_IT_STANDS,
    COPIED_AT_ONCE,
    COPIED_BY_BLOCKS
  }

  private final Precision precision;
  private final Side side;
  private final Packing packing;
  private Way way = Way.COPIED_BY_BLOCKS;
  private double[] source = new double[0];
  private int sourceStart;
  private Object packed = new double[0];

  /// The current block: index and distances in `array`.
  Object array = packed;

  Factors factors = Factors.ELEMENTS;

  int start;
  int row;
  int depth;

  RowFactors(Precision precision, Side side) {
    this.precision = precision;
    this.side = side;
    packing = new Packing(precision, side);
  }

  /// Goes to a batch, which starts at `from` of `s`.
  ///
  /// @param columns number of columns that its rows are multiplied with
  void begin(double[] s, int from, int columns, Tiles tiles) {
    source = s;
    sourceStart = from;
    way = way(columns, tiles);
    factors =
        way == Way.AS_IT_STANDS && precision == Precision.FLOAT
            ? Factors.DOUBLES
            : Factors.ELEMENTS;
    if (way == Way.AS_IT_STANDS) {
      array = s;
      return;
    }
    int size = side.free.length * side.depth();
    int rows = Math.min(TiledProduct.ROWS, side.free.length);
    int block = rows * (Math.min(TiledProduct.DEPTH, side.depth()) + PADDING);
    packed = precision.atLeast(packed, way == Way.COPIED_AT_ONCE ? size : block);
    array = packed;
    if (way == Way.COPIED_AT_ONCE) {
      Copiers.packing(precision).copy(s, from, 0, packed, 0, 0, 1, size);
    }
  }

  /// Tiles turn doubles into floats anew for each strip of columns, so it pays for one strip only.
  private Way way(int columns, Tiles tiles) {
    boolean isSmall = side.free.length * side.depth() <= TiledProduct.SMALL;
    if (!isSmall || !side.isRegular()) {
      return Way.COPIED_BY_BLOCKS;
    }
    if (precision == Precision.DOUBLE || columns <= tiles.mostColumns()) {
      return Way.AS_IT_STANDS;
    }
    return side.isDense() ? Way.COPIED_AT_ONCE : Way.COPIED_BY_BLOCKS;
  }

  /// Goes to rows `i0` to `i1` and `count` of the contracted index from `k0` on.
  void block(int i0, int i1, int k0, int count) {
    if (way != Way.COPIED_BY_BLOCKS) {
      row = side.freeStride;
      depth = side.depthStride;
      start = (way == Way.AS_IT_STANDS ? sourceStart : 0) + i0 * row + k0 * depth;
      return;
    }
    start = 0;
    if (side.isContiguous() && side.free.length > 1) {
      row = 1;
      depth = i1 - i0;
      packing.alongFree(
          source,
          sourceStart + side.free[i0],
          1,
          k0,
          /* depth= */ count,
          packed,
          0,
          /* step= */ depth,
          /* count= */ depth);
      return;
    }
    row = count + PADDING;
    depth = 1;
    for (int i = i0; i < i1; i++) {
      int first = sourceStart + side.free[i];
      packing.alongDepth(source, first, k0, count, packed, (i - i0) * row, 1);
    }
  }
}
