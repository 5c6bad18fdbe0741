package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.backend.cpu.trial.Trial;
import dev.odeon.nn.backend.cpu.trial.VectorChoice;
import java.lang.reflect.Array;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A [Tile] that runs on vectors when they are measured to be faster, and on smaller tiles of
/// numbers until then. One for each shape, which all products share: whichever comes first warms it
/// up, on a product of a size that does not depend on theirs.
final class MeasuredTile implements Tile {
  private static final Map<TileShape, MeasuredTile> KNOWN = new ConcurrentHashMap<>();

  /// Contracted elements and groups of rows of the product that is tried: few, since HotSpot counts
  /// calls, and the first take a thousand times as long.
  private static final int TRIED_DEPTH = 32;

  private static final int TRIED_BLOCKS = 2;

  private final TileShape shape;
  private final Tile vector;
  private final Tiles numbers;
  private final VectorChoice choice = new VectorChoice(_ -> new Product());

  private MeasuredTile(TileShape shape) {
    this.shape = shape;
    vector = TileCompiler.tile(shape);
    numbers = Tiles.of(shape.precision(), Preference.SCALAR);
  }

  /// @param shape of the tile of vectors
  static MeasuredTile of(TileShape shape) {
    MeasuredTile known = KNOWN.get(shape);
    return known == null ? KNOWN.computeIfAbsent(shape, MeasuredTile::new) : known;
  }

  @Override
  public void run(
      Object a,
      int aStart,
      int aRow,
      int aDepth,
      Object b,
      int bStart,
      int bDepth,
      double[] c,
      int cStart,
      int cRow,
      int depth,
      int blocks,
      int columns) {
    long work = (long) shape.rows() * blocks * columns * depth;
    if (choice.use(columns, work)) {
      vector.run(
          a, aStart, aRow, aDepth, b, bStart, bDepth, c, cStart, cRow, depth, blocks, columns);
    } else {
      scalar(a, aStart, aRow, aDepth, b, bStart, bDepth, c, cStart, cRow, depth, blocks, columns);
    }
  }

  private void scalar(
      Object a,
      int aStart,
      int aRow,
      int aDepth,
      Object b,
      int bStart,
      int bDepth,
      double[] c,
      int cStart,
      int cRow,
      int depth,
      int blocks,
      int columns) {
    int rows = shape.rows() * blocks;
    for (int i = 0; i < rows; ) {
      int height = numbers.rows(rows - i, 1);
      int groups = (rows - i) / height;
      for (int j = 0; j < columns; ) {
        int n = numbers.columns(columns - j, height);
        numbers
            .tile(height, n, shape.start(), shape.left(), shape.leftDepth(), Depth.APART)
            .run(
                a,
                aStart + i * aRow,
                aRow,
                aDepth,
                b,
                bStart + j,
                bDepth,
                c,
                cStart + i * cRow + j,
                cRow,
                depth,
                groups,
                n);
        j += n;
      }
      i += height * groups;
    }
  }

  /// A small product.
  private final class Product implements Trial {
    private final int rows = shape.rows() * TRIED_BLOCKS;
    private final int columns;
    private final int distance;
    private final Object a;
    private final Object b;
    private final double[] c;

    Product() {
      int width = VectorWidth.of(shape.precision());
      distance = shape.vectors() * width;
      columns = shape.edge() == TileShape.Edge.WHOLE ? distance : distance - width / 2;
      a = filled(shape.leftElement(), rows * TRIED_DEPTH);
      b = filled(shape.precision().element(), distance * TRIED_DEPTH);
      c = new double[rows * columns];
    }

    private Object filled(Class<?> element, int size) {
      Object array = Array.newInstance(element, size);
      for (int i = 0; i < size; i++) {
        Array.setFloat(array, i, 0.01f * (i % 50));
      }
      return array;
    }

    @Override
    public void scalar() {
      MeasuredTile.this.scalar(
          a, 0, TRIED_DEPTH, 1, b, 0, distance, c, 0, columns, TRIED_DEPTH, TRIED_BLOCKS, columns);
    }

    @Override
    public void vector() {
      vector.run(
          a, 0, TRIED_DEPTH, 1, b, 0, distance, c, 0, columns, TRIED_DEPTH, TRIED_BLOCKS, columns);
    }

    @Override
    public void vectorElsewhere() {
      vector.run(a, 0, TRIED_DEPTH, 1, b, 0, distance, c, 0, columns, 1, 1, columns);
    }
  }
}
