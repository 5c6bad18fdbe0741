package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.backend.cpu.kernel.LaneTileShape.Rest;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sums over lanes.
final class LaneSumKernel implements SumKernel {
  private static final int BLOCK = 64;

  /// Most columns of a tile of several rows.
  private static final int SIDE = 4;

  private final int[] left;
  private final int[] right;
  private final int mask;
  private final int result;
  private final int rows;
  private final int columns;

  /// Rows and columns of a tile.
  private final int height;

  private final int width;
  private final Precision precision;
  private final LaneTileShape.Counted counted;
  private final double[][] a;
  private final double[][] b;
  private final double[] memory = new double[LaneTile.MEMORY];
  private final double[] products = new double[LaneTile.MOST_SUMS * OuterTile.STRIDE];
  private final @Nullable LaneTile[] sumTiles =
      new @Nullable LaneTile[Preference.values().length * (LaneRegister.MOST + 1)];
  private final @Nullable OuterTile[] outerTiles =
      new @Nullable OuterTile[Preference.values().length];
  private double[] blocks = new double[0];

  LaneSumKernel(LaneSum sum) {
    left = ids(sum.left());
    right = ids(sum.right());
    Value counts = sum.mask();
    counted = counts == null ? LaneTileShape.Counted.ALL : LaneTileShape.Counted.MASKED;
    mask = counts == null ? left[0] : counts.id();
    result = sum.result().id();
    rows = sum.left().getFirst().type().size();
    columns = sum.right().isEmpty() ? 0 : sum.right().getFirst().type().size();
    // Squares need the fewest factors.
    width = Math.clamp(columns, 1, rows == 1 ? LaneTile.MOST_SUMS : SIDE);
    height = Math.min(rows, LaneTile.MOST_SUMS / width);
    precision = Precision.of(sum.result().type().dtype());
    a = new double[left.length][];
    b = new double[right.length][];
  }

  private static int[] ids(List<Value> values) {
    return values.stream().mapToInt(Value::id).toArray();
  }

  @Override
  public void run(double[][] slots, int lanes, Preference preference) {
    for (int i = 0; i < left.length; i++) {
      a[i] = slots[left[i]];
    }
    for (int i = 0; i < right.length; i++) {
      b[i] = slots[right[i]];
    }
    double[] out = slots[result];
    if (lanes == 1) {
      single(slots[mask], out);
      return;
    }
    int count = (lanes + BLOCK - 1) / BLOCK;
    if (count == 1) {
      block(slots[mask], lanes, 0, lanes, out, 0, preference);
      return;
    }
    int size = rows * Math.max(1, columns);
    if (blocks.length < size * count) {
      blocks = new double[size * count];
    }
    for (int i = 0; i < count; i++) {
      int end = Math.min(lanes, (i + 1) * BLOCK);
      block(slots[mask], lanes, i * BLOCK, end, blocks, i * size, preference);
    }
    for (int e = 0; e < size; e++) {
      out[e] = tree(e, size, 0, count);
    }
  }

  private void single(double[] counts, double[] out) {
    boolean isOut = counted == LaneTileShape.Counted.MASKED && counts[0] == 0;
    if (isOut) {
      Arrays.fill(out, 0, rows * Math.max(1, columns), 0);
    } else if (columns == 0) {
      SingleLane.sum(a[0], rows, out);
    } else {
      SingleLane.products(a, b, rows, columns, out, precision);
    }
  }

  /// The larger power of two of blocks first, then the rest.
  private double tree(int e, int size, int first, int last) {
    if (last - first == 1) {
      return blocks[first * size + e];
    }
    int half = Integer.highestOneBit(last - first - 1);
    double sum = tree(e, size, first, first + half) + tree(e, size, first + half, last);
    return precision.round(sum);
  }

  private void block(
      double[] counts, int lanes, int from, int to, double[] out, int at, Preference preference) {
    LaneTile tile = tile(preference, to - from);
    // The last tile is not smaller: it makes sums again, with the same bits.
    for (int top = 0; top < rows; top += height) {
      int row = Math.min(top, rows - height);
      int start = row * lanes + from;
      if (columns == 0) {
        tile.run(a[0], start, lanes, a[0], 0, counts, from, to - from, memory, out, at + row, 1);
      }
      for (int left = 0; left < columns; left += width) {
        int column = Math.min(left, columns - width);
        int place = at + row * columns + column;
        int bStart = column * lanes + from;
        if (a.length == 1) {
          tile.run(
              a[0], start, lanes, b[0], bStart, counts, from, to - from, memory, out, place,
              columns);
        } else {
          outerTile(preference).run(a, start, b, bStart, lanes, to - from, products);
          tile.run(
              products,
              0,
              OuterTile.STRIDE,
              products,
              0,
              counts,
              from,
              to - from,
              memory,
              out,
              place,
              columns);
        }
      }
    }
  }

  private LaneTile tile(Preference preference, int lanes) {
    int registers = preference == Preference.SCALAR ? 0 : LaneRegister.count(lanes);
    int index = registers * Preference.values().length + preference.ordinal();
    LaneTile known = sumTiles[index];
    if (known == null) {
      boolean fromProducts = a.length > 1;
      known =
          MeasuredLaneTile.of(
              new LaneTileShape(
                  Engine.VECTOR,
                  precision,
                  fromProducts ? height * width : height,
                  fromProducts || columns == 0 ? 0 : width,
                  width < columns ? height : 1,
                  fromProducts ? Rest.ZEROS : Rest.ANYTHING,
                  counted,
                  registers),
              preference);
      sumTiles[index] = known;
    }
    return known;
  }

  private OuterTile outerTile(Preference preference) {
    OuterTile known = outerTiles[preference.ordinal()];
    if (known == null) {
      known = MeasuredOuterTile.of(precision, height, width, preference);
      outerTiles[preference.ordinal()] = known;
    }
    return known;
  }
}
