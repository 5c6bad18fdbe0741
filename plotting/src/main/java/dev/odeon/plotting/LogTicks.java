package dev.odeon.plotting;

import java.util.ArrayList;
import java.util.List;

/// Ticks between the decades of a logarithmic axis. XChart labels decades only, which says little
/// where an axis spans one or two.
final class LogTicks {
  private static final double ALL_BELOW = 0.8;
  private static final double SOME_BELOW = 1.7;

  private static final double FINE_BELOW = 2.5;
  private static final double COARSE_BELOW = 25;

  private LogTicks() {}

  /// All multiples of decades on a very short axis, 2 and 5 on a short one, none on a long one.
  static List<Double> between(Range range) {
    return multiples(range, mantissas(range.decades()));
  }

  /// Powers of ten within `range`.
  static List<Double> decades(Range range) {
    return multiples(range, 1);
  }

  /// Grid lines: every multiple on a short axis, decades on a longer one, none on one so long that
  /// they would merge.
  static List<Double> grid(Range range) {
    double decades = range.decades();
    if (decades < FINE_BELOW) {
      return multiples(range, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
    return decades < COARSE_BELOW ? decades(range) : List.of();
  }

  private static List<Double> multiples(Range range, int... mantissas) {
    List<Double> ticks = new ArrayList<>();
    int last = (int) Math.floor(Math.log10(range.max()));
    for (int decade = (int) Math.floor(Math.log10(range.min())); decade <= last; decade++) {
      for (int mantissa : mantissas) {
        double tick = mantissa * Math.pow(10, decade);
        if (tick > range.min() && tick < range.max()) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private static int[] mantissas(double decades) {
    if (decades < ALL_BELOW) {
      return new int[] {2, 3, 4, 5, 6, 7, 8, 9};
    }
    return decades < SOME_BELOW ? new int[] {2, 5} : new int[0];
  }
}
