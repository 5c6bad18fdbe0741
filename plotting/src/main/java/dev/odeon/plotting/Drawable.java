package dev.odeon.plotting;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// A series cut down to what the picture shows of it.
///
/// @param series decimated points; gaps of a curve are NaN in y
/// @param report what was left out
record Drawable(Series series, SeriesReport report) {
  /// Beyond this the drawing's own arithmetic overflows.
  private static final double LARGEST = 1e100;

  static Drawable curve(Layer.Curve curve, AxisScale x, AxisScale y) {
    Series all = curve.series();
    int gaps = count(all, i -> !fits(all, i, x, y));
    Series clean = gaps == 0 ? all : withGaps(all, x, y);
    Series thin =
        switch (curve.thinning()) {
          case ALONG_X -> Decimation.alongX(clean, Decimation.LIMIT);
          case ALONG_PATH -> Decimation.alongPath(clean, Decimation.LIMIT);
        };
    return reported(all, thin, gaps);
  }

  static Drawable points(Series all, AxisScale x, AxisScale y) {
    int[] kept = IntStream.range(0, all.size()).filter(i -> fits(all, i, x, y)).toArray();
    double[] xs = IntStream.of(kept).mapToDouble(all::x).toArray();
    double[] ys = IntStream.of(kept).mapToDouble(all::y).toArray();
    Series finite = Series.owning(all.name(), xs, ys);
    int gaps = all.size() - kept.length;
    return reported(all, Decimation.alongPath(finite, Decimation.LIMIT), gaps);
  }

  /// Whether there is anything to draw.
  boolean visible() {
    return report.drawn() > 0;
  }

  private static Drawable reported(Series all, Series thin, int gaps) {
    int drawn = count(thin, i -> !Double.isNaN(thin.y(i)));
    return new Drawable(thin, new SeriesReport(all.name(), all.size(), drawn, gaps));
  }

  private static int count(Series series, IntPredicate which) {
    int count = 0;
    for (int i = 0; i < series.size(); i++) {
      count += which.test(i) ? 1 : 0;
    }
    return count;
  }

  /// A gap keeps the place of the point before it, for XChart takes NaN in y only.
  private static Series withGaps(Series all, AxisScale x, AxisScale y) {
    double[] xs = all.xs();
    double[] ys = all.ys();
    double place =
        IntStream.range(0, xs.length)
            .filter(i -> fits(xs[i], x))
            .mapToDouble(i -> xs[i])
            .findFirst()
            .orElse(1);
    for (int i = 0; i < xs.length; i++) {
      if (fits(xs[i], x)) {
        place = xs[i];
      }
      if (!fits(all, i, x, y)) {
        xs[i] = place;
        ys[i] = Double.NaN;
      }
    }
    return Series.owning(all.name(), xs, ys);
  }

  private static boolean fits(Series series, int i, AxisScale x, AxisScale y) {
    return fits(series.x(i), x) && fits(series.y(i), y);
  }

  private static boolean fits(double value, AxisScale scale) {
    return switch (scale) {
      case LINEAR -> Math.abs(value) <= LARGEST;
      case LOG -> value <= LARGEST && value >= 1 / LARGEST;
    };
  }
}
