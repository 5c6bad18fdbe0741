package dev.odeon.nn.backend.cpu.kernel;

/// The operand of the columns of a tiled product, a strip as wide as a tile at a time: as it stands
/// where these are doubles, and few or read by few rows, otherwise copied.
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
  private Copier copier;
  private Object packed = new double[0];

  /// The current strip: index and distance in `array`.
  Object array = packed;

  int start;
  int depth;

  ColumnFactors(Precision precision, Side side) {
    this.precision = precision;
    this.side = side;
    packing = new Packing(precision, side);
    copier = Copiers.of(precision, Preference.SCALAR).pack();
  }

  /// Goes to the columns that start at `from` of `x`.
  ///
  /// @param lanes lanes of x
  /// @param count number of columns
  /// @param rows number of rows that read them
  void begin(double[] x, int from, int lanes, int count, int rows, Copier copies) {
    source = x;
    sourceStart = from;
    width = lanes;
    copier = copies;
    boolean regular = isContiguous() && side.depthStride != Side.IRREGULAR;
    boolean few = rows <= FEW_ROWS || side.depth() * count <= TiledProduct.SMALL;
    stands = precision == Precision.DOUBLE && regular && few;
    if (stands) {
      array = x;
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
      depth = side.depthStride * width;
      start = sourceStart + k0 * depth + j;
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
    if (isContiguous()) {
      packing.alongFree(source, sourceStart + j, width, k0, count, packed, start, n, n, copier);
      return;
    }
    for (int column = 0; column < n; column++) {
      int first = sourceStart + side.free[j + column];
      packing.alongDepth(source, first, k0, count, packed, start + column, n, copier);
    }
  }
}
