package dev.odeon.nn.backend.cpu.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Products of two operands that differ from lane to lane, in tiles of elements by registers of
/// lanes.
final class LaneProduct {
  private static final int MOST_SIDE = 4;
  private static final int MOST_ROWS = 2;

  private final Precision precision;
  private final Side left;
  private final Side right;
  private final @Nullable LaneProductTile[] tiles =
      new @Nullable LaneProductTile[3 * (MOST_ROWS + 1) * (MOST_SIDE + 1)];

  LaneProduct(Precision precision, Side left, Side right) {
    this.precision = precision;
    this.left = left;
    this.right = right;
  }

  /// Whether the contracted elements of both operands stand at equal distances.
  private boolean isTiled() {
    return left.depthStride != Side.IRREGULAR && right.depthStride != Side.IRREGULAR;
  }

  void run(double[] a, double[] b, double[] out, int lanes, Preference preference) {
    if (isTiled()) {
      tiles(a, b, out, lanes, preference);
    } else {
      rows(a, b, out, lanes);
    }
  }

  private void rows(double[] a, double[] b, double[] out, int lanes) {
    int e = 0;
    for (int batch = 0; batch < left.batch.length; batch++) {
      for (int i : left.free) {
        for (int j : right.free) {
          Arrays.fill(out, e, e + lanes, 0);
          for (int k = 0; k < left.depth(); k++) {
            int x = (left.batch[batch] + i + left.contracted[k]) * lanes;
            int y = (right.batch[batch] + j + right.contracted[k]) * lanes;
            LaneRows.fma(a, x, 1, b, y, 1, out, e, lanes, precision);
          }
          e += lanes;
        }
      }
    }
  }

  private void tiles(double[] a, double[] b, double[] out, int lanes, Preference preference) {
    int rows = left.free.length;
    int columns = right.free.length;
    int mostRows = left.isRegular() && right.isRegular() ? MOST_ROWS : 1;
    int mostColumns = mostRows == 1 ? 1 : MOST_SIDE;
    for (int batch = 0; batch < left.batch.length; batch++) {
      for (int i = 0; i < rows; ) {
        int height = Math.min(mostRows, rows - i);
        for (int j = 0; j < columns; ) {
          int n = Math.min(mostColumns, columns - j);
          int e = (batch * rows + i) * columns + j;
          int aStart = left.batch[batch] + left.free[i];
          int bStart = right.batch[batch] + right.free[j];
          tile(preference, height, n)
              .run(
                  a,
                  aStart,
                  left.freeStride,
                  left.depthStride,
                  b,
                  bStart,
                  right.freeStride,
                  right.depthStride,
                  out,
                  e,
                  columns,
                  left.depth(),
                  lanes);
          j += n;
        }
        i += height;
      }
    }
  }

  private LaneProductTile tile(Preference preference, int rows, int columns) {
    int index = (preference.ordinal() * (MOST_ROWS + 1) + rows) * (MOST_SIDE + 1) + columns;
    LaneProductTile known = tiles[index];
    if (known == null) {
      known = MeasuredLaneProductTile.of(precision, rows, columns, preference);
      tiles[index] = known;
    }
    return known;
  }
}
