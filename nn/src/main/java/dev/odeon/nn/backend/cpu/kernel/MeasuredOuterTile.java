package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.backend.cpu.trial.Trial;
import dev.odeon.nn.backend.cpu.trial.VectorChoice;
import dev.odeon.nn.backend.cpu.trial.WarmUp;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// An [OuterTile] that runs on vectors when they are measured to be faster. What reads its products
/// may run on vectors already, so its code on numbers too leaves zeros after the last lane.
///
/// @param rows rows of the results: factors of rows by factors of columns
/// @param scalar its code on numbers
/// @param vector its code on vectors
/// @param choice which one runs
record MeasuredOuterTile(int rows, OuterTile scalar, OuterTile vector, VectorChoice choice)
    implements OuterTile {
  /// Lanes of the product that is tried. Numbers in the widest register there is: what sums the
  /// products may read as many past the last.
  private static final int WIDEST = 16;

  private static final int TRIED_LANES = 60;

  private static final Map<OuterTileShape, MeasuredOuterTile> KNOWN = new ConcurrentHashMap<>();

  /// The tile of a shape for a preference.
  static OuterTile of(Precision precision, int rows, int columns, Preference preference) {
    OuterTileShape numbers = new OuterTileShape(Engine.SCALAR, precision, rows, columns);
    OuterTileShape vectors = new OuterTileShape(Engine.VECTOR, precision, rows, columns);
    return switch (preference) {
      case SCALAR -> OuterTileCompiler.tile(numbers);
      case VECTOR -> OuterTileCompiler.tile(vectors);
      case MEASURED ->
          KNOWN.computeIfAbsent(
              vectors,
              shape ->
                  measured(
                      rows * columns,
                      OuterTileCompiler.tile(numbers),
                      OuterTileCompiler.tile(shape)));
    };
  }

  private static MeasuredOuterTile measured(int rows, OuterTile scalar, OuterTile vector) {
    return new MeasuredOuterTile(
        rows, scalar, vector, new VectorChoice(_ -> new Products(rows, scalar, vector)));
  }

  @Override
  public void run(
      double[][] a,
      int aStart,
      double[][] b,
      int bStart,
      int stride,
      int lanes,
      double[] products) {
    if (choice.use(lanes, (long) lanes * rows * a.length)) {
      vector.run(a, aStart, b, bStart, stride, lanes, products);
      return;
    }
    scalar.run(a, aStart, b, bStart, stride, lanes, products);
    if (!VectorChoice.isWorthVectors(lanes)) {
      // Nobody reads past the last lane then.
      return;
    }
    int end = Math.min(STRIDE, Math.ceilDiv(lanes, WIDEST) * WIDEST);
    for (int row = 0; row < rows && lanes < end; row++) {
      Arrays.fill(products, row * STRIDE + lanes, row * STRIDE + end, 0);
    }
  }

  /// Sums of four products of 60 lanes.
  private static final class Products implements Trial {
    private final OuterTile numbers;
    private final OuterTile vectors;
    private final double[][] x = new double[4][];
    private final double[] products;

    Products(int rows, OuterTile numbers, OuterTile vectors) {
      this.numbers = numbers;
      this.vectors = vectors;
      Arrays.fill(x, WarmUp.filled(rows * STRIDE));
      products = new double[rows * STRIDE];
    }

    @Override
    public void scalar() {
      numbers.run(x, 0, x, 0, STRIDE, TRIED_LANES, products);
    }

    @Override
    public void vector() {
      vectors.run(x, 0, x, 0, STRIDE, TRIED_LANES, products);
    }

    @Override
    public void vectorElsewhere() {
      vectors.run(x, 0, x, 0, STRIDE, 3, products);
      vectors.run(x, 0, x, 0, STRIDE, STRIDE, products);
    }
  }
}
