package dev.odeon.plotting;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Thins a series to what a picture can show, keeping its extremes.
///
/// The points are cut into buckets of equal count. Of each bucket the points with the smallest and
/// the largest value stay, in their order, and one gap if the bucket holds any; the first and the
/// last point stay always. A spike one point wide survives, which taking every n-th point would
/// lose. Points whose x or y is not finite are gaps; a gap is written as y = NaN.
public final class Decimation {
  /// The most points that a picture draws of one series.
  public static final int LIMIT = 2000;

  private Decimation() {}

  /// Thins a function of x: each bucket keeps its extremes in y.
  ///
  /// @param limit the most points of the result, at least 5
  /// @return the series itself if it has no more than `limit` points
  public static Series alongX(Series series, int limit) {
    return new Buckets(series, Extremes.IN_Y).thin(limit);
  }

  /// Thins a path in the plane: each bucket keeps its extremes in x and in y.
  ///
  /// A path that winds round many times more often than a picture can resolve shows its extent, not
  /// its loops.
  ///
  /// @param limit the most points of the result, at least 7
  /// @return the series itself if it has no more than `limit` points
  public static Series alongPath(Series series, int limit) {
    return new Buckets(series, Extremes.IN_X_AND_Y).thin(limit);
  }

  private enum Extremes {
    IN_Y(2),
    IN_X_AND_Y(4);

    private final int count;

    Extremes(int count) {
      this.count = count;
    }
  }

  private static boolean gap(Series series, int i) {
    return !Double.isFinite(series.x(i)) || !Double.isFinite(series.y(i));
  }

  /// One pass over the points of a series, bucket by bucket.
  private static final class Buckets {
    private final Series series;
    private final Extremes extremes;
    private final int[] kept;
    private int count;
    private double[] x = {};
    private double[] y = {};

    Buckets(Series series, Extremes extremes) {
      this.series = series;
      this.extremes = extremes;
      this.kept = new int[extremes.count + 1];
    }

    Series thin(int limit) {
      if (limit < kept.length + 2) {
        throw new IllegalArgumentException(
            "limit %d is below the %d points that one bucket needs"
                .formatted(limit, kept.length + 2));
      }
      int n = series.size();
      if (n <= limit) {
        return series;
      }
      x = new double[limit];
      y = new double[limit];
      append(0);
      int buckets = (limit - 2) / (extremes.count + (anyGap() ? 1 : 0));
      for (int b = 0; b < buckets; b++) {
        keepExtremes(edge(b, buckets, n), edge(b + 1, buckets, n));
      }
      append(n - 1);
      return Series.owning(series.name(), Arrays.copyOf(x, count), Arrays.copyOf(y, count));
    }

    private boolean anyGap() {
      return IntStream.range(0, series.size()).anyMatch(i -> gap(series, i));
    }

    /// Buckets share the points strictly between the first and the last.
    private static int edge(int bucket, int buckets, int n) {
      return 1 + (int) ((long) bucket * (n - 2) / buckets);
    }

    private void keepExtremes(int from, int to) {
      int low = -1;
      int high = -1;
      int left = -1;
      int right = -1;
      int hole = -1;
      for (int i = from; i < to; i++) {
        if (gap(series, i)) {
          hole = hole < 0 ? i : hole;
          continue;
        }
        low = low < 0 || series.y(i) < series.y(low) ? i : low;
        high = high < 0 || series.y(i) > series.y(high) ? i : high;
        left = left < 0 || series.x(i) < series.x(left) ? i : left;
        right = right < 0 || series.x(i) > series.x(right) ? i : right;
      }
      kept[0] = hole;
      kept[1] = low;
      kept[2] = high;
      if (extremes == Extremes.IN_X_AND_Y) {
        kept[3] = left;
        kept[4] = right;
      }
      appendKept();
    }

    private void appendKept() {
      Arrays.sort(kept);
      int last = -1;
      for (int i : kept) {
        if (i > last) {
          append(i);
          last = i;
        }
      }
    }

    private void append(int i) {
      x[count] = series.x(i);
      y[count] = gap(series, i) ? Double.NaN : series.y(i);
      count++;
    }
  }
}
