package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.backend.cpu.trial.Trial;
import dev.odeon.nn.backend.cpu.trial.VectorChoice;
import dev.odeon.nn.backend.cpu.trial.WarmUp;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A [LaneProductTile] that runs on vectors when they are measured to be faster.
///
/// @param shape rows and columns
/// @param scalar its code on numbers
/// @param vector its code on vectors
/// @param choice which one runs
record MeasuredLaneProductTile(
    LaneProductShape shape, LaneProductTile scalar, LaneProductTile vector, VectorChoice choice)
    implements LaneProductTile {
  /// Contracted elements and lanes of the product that is tried.
  private static final int TRIED_DEPTH = 8;

  private static final int TRIED_LANES = 60;

  private static final Map<LaneProductShape, MeasuredLaneProductTile> KNOWN =
      new ConcurrentHashMap<>();

  /// The tile of a shape for a preference.
  static LaneProductTile of(Precision precision, int rows, int columns, Preference preference) {
    LaneProductShape numbers = new LaneProductShape(Engine.SCALAR, precision, rows, columns);
    LaneProductShape vectors = new LaneProductShape(Engine.VECTOR, precision, rows, columns);
    return switch (preference) {
      case SCALAR -> LaneProductCompiler.tile(numbers);
      case VECTOR -> LaneProductCompiler.tile(vectors);
      case MEASURED ->
          KNOWN.computeIfAbsent(
              vectors,
              shape ->
                  measured(
                      shape, LaneProductCompiler.tile(numbers), LaneProductCompiler.tile(shape)));
    };
  }

  private static MeasuredLaneProductTile measured(
      LaneProductShape shape, LaneProductTile scalar, LaneProductTile vector) {
    return new MeasuredLaneProductTile(
        shape, scalar, vector, new VectorChoice(_ -> new Product(shape, scalar, vector)));
  }

  @Override
  public void run(
      double[] a,
      int aStart,
      int aRow,
      int aDepth,
      double[] b,
      int bStart,
      int bColumn,
      int bDepth,
      double[] out,
      int outStart,
      int outRow,
      int depth,
      int lanes) {
    long work = (long) shape.rows() * shape.columns() * depth * lanes;
    LaneProductTile chosen = choice.use(lanes, work) ? vector : scalar;
    chosen.run(
        a, aStart, aRow, aDepth, b, bStart, bColumn, bDepth, out, outStart, outRow, depth, lanes);
  }

  /// A product of 60 lanes.
  private static final class Product implements Trial {
    private final LaneProductTile numbers;
    private final LaneProductTile vectors;
    private final double[] a;
    private final double[] b;
    private final double[] out;
    private final int columns;

    Product(LaneProductShape shape, LaneProductTile numbers, LaneProductTile vectors) {
      this.numbers = numbers;
      this.vectors = vectors;
      columns = shape.columns();
      a = WarmUp.filled(shape.rows() * TRIED_DEPTH * TRIED_LANES);
      b = WarmUp.filled(columns * TRIED_DEPTH * TRIED_LANES);
      out = new double[shape.rows() * columns * TRIED_LANES];
    }

    @Override
    public void scalar() {
      run(numbers, TRIED_LANES);
    }

    @Override
    public void vector() {
      run(vectors, TRIED_LANES);
    }

    @Override
    public void vectorElsewhere() {
      run(vectors, 3);
      run(vectors, 48);
    }

    private void run(LaneProductTile tile, int lanes) {
      tile.run(a, 0, TRIED_DEPTH, 1, b, 0, TRIED_DEPTH, 1, out, 0, columns, TRIED_DEPTH, lanes);
    }
  }
}
