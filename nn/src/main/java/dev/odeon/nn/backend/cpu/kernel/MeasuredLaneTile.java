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
  private static final Map<LaneTileShape, MeasuredLaneTile> KNOWN = new ConcurrentHashMap<>();

  /// The tile of a shape on vectors, for a preference.
  static LaneTile of(LaneTileShape vectors, Preference preference) {
    return switch (preference) {
      case SCALAR -> LaneTileCompiler.tile(vectors.onNumbers());
      case VECTOR -> LaneTileCompiler.tile(vectors);
      case MEASURED -> KNOWN.computeIfAbsent(vectors, MeasuredLaneTile::measured);
    };
  }

  private static MeasuredLaneTile measured(LaneTileShape vectors) {
    LaneTile scalar = LaneTileCompiler.tile(vectors.onNumbers());
    LaneTile vector = LaneTileCompiler.tile(vectors);
    return new MeasuredLaneTile(
        vectors.sums(), scalar, vector, new VectorChoice(_ -> new Sum(vectors, scalar, vector)));
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
      int at,
      int outStride) {
    LaneTile chosen = choice.use(lanes, (long) lanes * count) ? vector : scalar;
    chosen.run(x, start, stride, y, yStart, mask, maskStart, lanes, memory, out, at, outStride);
  }

  /// A sum of lanes of its own.
  private static final class Sum implements Trial {
    private final LaneTile numbers;
    private final LaneTile vectors;
    private final double[] x;
    private final double[] memory = new double[MEMORY];
    private final double[] sums = new double[2 * MOST_SUMS];
    private final int[] lanes;

    Sum(LaneTileShape shape, LaneTile numbers, LaneTile vectors) {
      this.numbers = numbers;
      this.vectors = vectors;
      x = WarmUp.filled(shape.sums() * OuterTile.STRIDE);
      lanes = LaneRegister.tried(shape.registers());
    }

    private void run(LaneTile tile, int count) {
      tile.run(x, 0, OuterTile.STRIDE, x, 0, x, 0, count, memory, sums, 0, MOST_SUMS);
    }

    @Override
    public void scalar() {
      run(numbers, lanes[0]);
    }

    @Override
    public void vector() {
      run(vectors, lanes[0]);
    }

    @Override
    public void vectorElsewhere() {
      for (int i = 1; i < lanes.length; i++) {
        run(vectors, lanes[i]);
      }
    }
  }
}
