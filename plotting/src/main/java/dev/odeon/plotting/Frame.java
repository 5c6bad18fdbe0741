package dev.odeon.plotting;

import java.util.DoubleSummaryStatistics;
import java.util.List;

/// The rectangle of the plane that a picture shows, and the way from fractions of it to values.
///
/// @param x values across
/// @param xScale how they are laid out
/// @param y values upwards
/// @param yScale how they are laid out
record Frame(Range x, AxisScale xScale, Range y, AxisScale yScale) {
  /// Part of the height kept free for the texts of marks and bands.
  private static final double HEADROOM = 1.08;

  /// Holds the whole grid of numbers if there is one, else all points of `series`. Decimation keeps
  /// extremes, so thinned series serve.
  static Frame around(List<Series> series, Sketch sketch) {
    AxisScale x = sketch.x().scale();
    AxisScale y = sketch.y().scale();
    if (sketch.heat().isPresent()) {
      HeatGrid grid = sketch.heat().get();
      return new Frame(grid.across(), x, grid.upwards(), y);
    }
    Range across = Range.around(extremes(series, Series::x), x);
    Frame frame = new Frame(across, x, Range.around(extremes(series, Series::y), y), y);
    return sketch.captioned() ? frame.higher() : frame;
  }

  private static DoubleSummaryStatistics extremes(List<Series> all, Coordinate coordinate) {
    DoubleSummaryStatistics extremes = new DoubleSummaryStatistics();
    for (Series series : all) {
      for (int i = 0; i < series.size(); i++) {
        if (!Double.isNaN(series.y(i))) {
          extremes.accept(coordinate.of(series, i));
        }
      }
    }
    return extremes;
  }

  @FunctionalInterface
  private interface Coordinate {
    double of(Series series, int i);
  }

  private Frame higher() {
    return new Frame(x, xScale, new Range(y.min(), yAt(HEADROOM)), yScale);
  }

  /// The value at the fraction `u` of the width.
  double xAt(double u) {
    return valueAt(x, xScale, u);
  }

  /// The value at the fraction `v` of the height.
  double yAt(double v) {
    return valueAt(y, yScale, v);
  }

  /// The velocity `dx` at fraction `u`, in widths of the frame.
  double across(double dx, double u) {
    return inFrames(x, xScale, dx, u);
  }

  /// The velocity `dy` at fraction `v`, in heights of the frame.
  double up(double dy, double v) {
    return inFrames(y, yScale, dy, v);
  }

  private static double valueAt(Range range, AxisScale scale, double fraction) {
    return switch (scale) {
      case LINEAR -> range.min() + fraction * (range.max() - range.min());
      case LOG -> range.min() * Math.pow(range.max() / range.min(), fraction);
    };
  }

  private static double inFrames(Range range, AxisScale scale, double velocity, double fraction) {
    return switch (scale) {
      case LINEAR -> velocity / (range.max() - range.min());
      case LOG -> velocity / valueAt(range, scale, fraction) / Math.log(range.max() / range.min());
    };
  }
}
