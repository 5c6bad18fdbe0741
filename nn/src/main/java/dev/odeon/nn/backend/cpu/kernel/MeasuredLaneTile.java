package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.backend.cpu.trial.Trial;
import dev.odeon.nn.backend.cpu.trial.VectorChoice;
import dev.odeon.nn.backend.cpu.trial.WarmUp;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A [LaneTile] that runs on vectors when they are measured to be faster.
///
/// @param count how many sums it makes
/// @param scalar its code on numbers
/// @param vector its code on vectors
/// @param choice which one runs
record MeasuredLaneTile(int count, LaneTile scalar, LaneTile vector, VectorChoice choice)
    implements LaneTile {
  /// Lanes of the sum that is tried.
  private static final int TRIED_LANES = 60;

  /// With and without whole registers, pairs of them, and a rest.
  private static final int[] OTHER_LANES = {3, 8, 11, 16, 24, 64};

  private static final Map<LaneTileShape, MeasuredLaneTile> KNOWN = new ConcurrentHashMap<>();

  /// The tile of a shape for a preference.
  static LaneTile of(
      Precision precision,
      int rows,
      int columns,
      LaneTileShape.Rest rest,
      LaneTileShape.Counted counted,
      Preference preference) {
    LaneTileShape numbers =
        new LaneTileShape(Engine.SCALAR, precision, rows, columns, rest, counted);
    LaneTileShape vectors =
        new LaneTileShape(Engine.VECTOR, precision, rows, columns, rest, counted);
    return switch (preference) {
      case SCALAR -> LaneTileCompiler.tile(numbers);
      case VECTOR -> LaneTileCompiler.tile(vectors);
      case MEASURED ->
          KNOWN.computeIfAbsent(
              vectors,
              shape ->
                  measured(
                      shape.sums(), LaneTileCompiler.tile(numbers), LaneTileCompiler.tile(shape)));
    };
  }

  private static MeasuredLaneTile measured(int count, LaneTile scalar, LaneTile vector) {
    return new MeasuredLaneTile(
        count, scalar, vector, new VectorChoice(_ -> new Sum(count, scalar, vector)));
  }

  @Override
  public void run(
      double[] x,
      int start,
      int stride,
      double[] y,
      int yStart,
      double[] mask,
      int maskStart,
      int lanes,
      double[] memory,
      double[] out,
      int at) {
    LaneTile chosen = choice.use(lanes, (long) lanes * count) ? vector : scalar;
    chosen.run(x, start, stride, y, yStart, mask, maskStart, lanes, memory, out, at);
  }

  /// A sum of 60 lanes.
  private static final class Sum implements Trial {
    private final LaneTile numbers;
    private final LaneTile vectors;
    private final double[] x;
    private final double[] memory = new double[MEMORY];
    private final double[] sums = new double[MOST_SUMS];

    Sum(int count, LaneTile numbers, LaneTile vectors) {
      this.numbers = numbers;
      this.vectors = vectors;
      x = WarmUp.filled(count * OuterTile.STRIDE);
    }

    @Override
    public void scalar() {
      numbers.run(x, 0, OuterTile.STRIDE, x, 0, x, 0, TRIED_LANES, memory, sums, 0);
    }

    @Override
    public void vector() {
      vectors.run(x, 0, OuterTile.STRIDE, x, 0, x, 0, TRIED_LANES, memory, sums, 0);
    }

    @Override
    public void vectorElsewhere() {
      for (int lanes : OTHER_LANES) {
        vectors.run(x, 0, OuterTile.STRIDE, x, 0, x, 0, lanes, memory, sums, 0);
      }
    }
  }
}
