package dev.odeon.nn.backend.cpu.kernel;

/// The operand of the columns of a tiled product, a strip as wide as a tile at a time: as it stands
/// where it is small or few rows read it, otherwise copied. Operands of floats are turned into
/// floats as a whole before, in long rows.
final class ColumnFactors {
  /// For so few rows it does not pay to copy.
  private static final int FEW_ROWS = 16;

  private final Precision precision;
  private final Side side;
  private final Packing packing;
  private double[] source = new double[0];
  private int sourceStart;
  private int width;
  private boolean stands;
  private Object packed = new double[0];

  /// Where rows of neighbouring columns stand, the first one, and their distance.
  private Object rows = packed;

  private int rowStart;
  private int rowStride;

  /// The current strip: index and distance in `array`.
  Object array = packed;

  int start;
  int depth;

  ColumnFactors(Precision precision, Side side) {
    this.precision = precision;
    this.side = side;
    packing = new Packing(precision, side);
  }

  /// Goes to the columns that start at `from` of `x`.
  ///
  /// @param lanes lanes of x
  /// @param count number of columns
  /// @param readers number of rows that read them
  void begin(double[] x, int from, int lanes, int count, int readers) {
    source = x;
    sourceStart = from;
    width = lanes;
    int size = side.depth() * count;
    boolean regular = side.depthStride != Side.IRREGULAR;
    if (isContiguous()) {
      if (precision == Precision.DOUBLE) {
        rows = x;
        rowStart = from;
        rowStride = regular ? side.depthStride * width : 0;
      } else {
        rows = precision.atLeast(rows, size);
        packing.alongFree(x, from, width, 0, side.depth(), rows, 0, count, count);
        rowStart = 0;
        rowStride = count;
        regular = true;
      }
    }
    stands = isContiguous() && regular && (readers <= FEW_ROWS || size <= TiledProduct.SMALL);
    if (stands) {
      array = rows;
    } else {
      int strip = Math.min(TiledProduct.DEPTH, side.depth());
      packed = precision.atLeast(packed, Math.min(TiledProduct.COLUMNS, count) * strip);
      array = packed;
    }
  }

  private boolean isContiguous() {
    return width > 1 || side.isContiguous();
  }

  /// Goes to the `n` columns from `j` on and `count` of the contracted index from `k0` on.
  ///
  /// @param at how many columns of the same block come before
  void strip(int j, int at, int n, int k0, int count) {
    if (stands) {
      depth = rowStride;
      start = rowStart + k0 * depth + j;
    } else {
      depth = n;
      start = at * count;
    }
  }

  /// Copies the strip, where that is necessary; the copy serves all rows.
  void fill(int j, int n, int k0, int count) {
    if (stands) {
      return;
    }
    if (!isContiguous()) {
      for (int column = 0; column < n; column++) {
        int first = sourceStart + side.free[j + column];
        packing.alongDepth(source, first, k0, count, packed, start + column, n);
      }
    } else if (rowStride > 0) {
      int first = rowStart + k0 * rowStride + j;
      Copiers.same(rows, first, rowStride, packed, start, n, count, n);
    } else {
      packing.alongFree(source, sourceStart + j, width, k0, count, packed, start, n, n);
    }
  }
}
