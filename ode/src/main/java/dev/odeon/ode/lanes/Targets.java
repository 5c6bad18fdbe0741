package dev.odeon.ode.lanes;

import dev.odeon.ode.problem.Stops;

/// Where the steps of the lanes of a block must end: at stops on the way, then at the end.
final class Targets {
  private static final double[] NONE = {};

  private final double[] starts = new double[Blocks.SIZE];
  private final double[] begins = new double[Blocks.SIZE];
  private final double[] lastAims = new double[Blocks.SIZE];
  private final double[] ends = new double[Blocks.SIZE];
  private final double[][] stops = new double[Blocks.SIZE][];
  private final int[] next = new int[Blocks.SIZE];

  void load(int lane, double start, double end, Stops known) {
    starts[lane] = start;
    ends[lane] = end;
    boolean isFree = start == end || known.count() == 0;
    begins[lane] = isFree ? start : known.beside(start, end);
    lastAims[lane] = isFree ? end : known.beside(end, start);
    stops[lane] = known.count() == 0 ? NONE : known.between(start, end);
    next[lane] = 0;
  }

  /// Where the first step begins.
  double begin(int lane) {
    return begins[lane];
  }

  double end(int lane) {
    return ends[lane];
  }

  double length(int lane) {
    return ends[lane] - starts[lane];
  }

  /// Where a stretch as long as the whole trajectory ends that begins at `t`.
  double whole(int lane, double t) {
    return t == begins[lane] ? ends[lane] : t + length(lane);
  }

  /// Whether no stop is left before the end.
  boolean isLast(int lane) {
    return next[lane] == stops[lane].length;
  }

  /// Where the steps from here are to end: at the end, or just before the next stop.
  double aim(int lane) {
    return isLast(lane) ? lastAims[lane] : stop(lane) - margin(lane);
  }

  /// What [#aim] stands for: the next stop, or the end.
  double goal(int lane) {
    return isLast(lane) ? ends[lane] : stop(lane);
  }

  private double stop(int lane) {
    return stops[lane][next[lane]];
  }

  /// Goes past the next stop; where the steps after it begin.
  double pass(int lane) {
    double beyond = stop(lane) + margin(lane);
    next[lane]++;
    return beyond;
  }

  private double margin(int lane) {
    double before = next[lane] == 0 ? starts[lane] : stops[lane][next[lane] - 1];
    return Math.copySign(Stops.margin(before, stop(lane)), length(lane));
  }
}
