package dev.odeon.plotting;

import java.util.DoubleSummaryStatistics;

/// The part of an axis that a picture shows, wide enough that no point lies on the edge.
///
/// @param min lower end
/// @param max upper end, above `min`
record Range(double min, double max) {
  private static final double MARGIN = 0.04;

  /// Keeps the tick at zero off the corner.
  private static final double ZERO_MARGIN = 0.015;

  /// A linear axis starts at zero if that costs at most this part of the picture.
  private static final double ZERO_REACH = 0.35;

  /// The smallest relative extent that is not taken for rounding noise.
  private static final double NOISE = 1e-9;

  /// The least extent of a logarithmic axis in decades: room for a few labelled ticks.
  private static final double LEAST_DECADES = 0.5;

  /// Around values with these extremes; without values 0 to 1, or its logarithmic like.
  static Range around(DoubleSummaryStatistics extremes, AxisScale scale) {
    boolean empty = extremes.getCount() == 0;
    return switch (scale) {
      case LINEAR -> empty ? new Range(0, 1) : linear(extremes.getMin(), extremes.getMax());
      case LOG -> empty ? new Range(0.1, 10) : logarithmic(extremes.getMin(), extremes.getMax());
    };
  }

  private static Range linear(double low, double high) {
    double size = Math.max(Math.abs(low), Math.abs(high));
    if (high - low <= NOISE * size) {
      double half = size == 0 ? 1 : 0.1 * size;
      return new Range(low - half, high + half);
    }
    double margin = MARGIN * (high - low);
    boolean fromZero = low >= 0 && low <= ZERO_REACH * high;
    return fromZero
        ? new Range(-ZERO_MARGIN * high, high + margin)
        : new Range(low - margin, high + margin);
  }

  private static Range logarithmic(double low, double high) {
    double a = Math.log10(low);
    double b = Math.log10(high);
    double margin = Math.max(MARGIN * (b - a), (LEAST_DECADES - (b - a)) / 2);
    return new Range(Math.pow(10, a - margin), Math.pow(10, b + margin));
  }

  /// Extent in decades, for a logarithmic axis.
  double decades() {
    return Math.log10(max) - Math.log10(min);
  }
}
