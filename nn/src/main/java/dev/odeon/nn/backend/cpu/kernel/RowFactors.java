package dev.odeon.nn.backend.cpu.kernel;

/// The operand of the rows of a tiled product, a block at a time: as it stands where it is small,
/// otherwise copied.
final class RowFactors {
  /// Keeps copied rows of a power of two from standing at the same places of the cache.
  private static final int PADDING = 8;

  private final Precision precision;
  private final Side side;
  private final Packing packing;
  private boolean stands;
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
    boolean asDoubles = precision == Precision.DOUBLE || columns <= tiles.mostColumns();
    boolean isSmall = side.free.length * side.depth() <= TiledProduct.SMALL;
    stands = asDoubles && isSmall && side.isRegular();
    if (stands) {
      array = s;
      factors = precision == Precision.DOUBLE ? Factors.ELEMENTS : Factors.DOUBLES;
    } else {
      int rows = Math.min(TiledProduct.ROWS, side.free.length);
      int block = rows * (Math.min(TiledProduct.DEPTH, side.depth()) + PADDING);
      packed = precision.atLeast(packed, block);
      array = packed;
      factors = Factors.ELEMENTS;
    }
  }

  /// Goes to rows `i0` to `i1` and `count` of the contracted index from `k0` on.
  void block(int i0, int i1, int k0, int count) {
    if (stands) {
      row = side.freeStride;
      depth = side.depthStride;
      start = sourceStart + i0 * row + k0 * depth;
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
