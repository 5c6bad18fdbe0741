package dev.odeon.adjoint;

import dev.odeon.ode.problem.Stops;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/// The times between which the adjoint equation of one trajectory is integrated, from the last save
/// time that has a cotangent back to the start. At stops of the forward solve, where the field
/// jumps, there are gaps of a few units in the last place that are not integrated over.
final class Itinerary {
  private final double[] times;
  private final boolean[] isGap;
  private int at;

  private Itinerary(double[] times, boolean[] isGap) {
    this.times = times;
    this.isGap = isGap;
  }

  /// At `start` already.
  static Itinerary nowhere(double start) {
    return new Itinerary(new double[] {start}, new boolean[1]);
  }

  /// From `last` back to `start` through those of `times` that lie between.
  static Itinerary through(DoubleStream times, double start, double last, Stops stops) {
    double direction = Math.signum(last - start);
    DoubleStream between = times.filter(time -> direction * (last - time) > 0);
    return of(between, start, last, stops);
  }

  private static Itinerary of(DoubleStream between, double start, double last, Stops stops) {
    double[] met = stops.between(start, last);
    double margin = Stops.margin(start, last);
    DoubleStream kept =
        DoubleStream.concat(between, DoubleStream.of(start, last))
            .filter(time -> Arrays.stream(met).noneMatch(s -> Math.abs(time - s) <= margin));
    DoubleStream beside = Arrays.stream(met).flatMap(s -> DoubleStream.of(s - margin, s + margin));
    double[] times = DoubleStream.concat(kept, beside).sorted().distinct().toArray();
    if (last > start) {
      double[] ascending = times.clone();
      Arrays.setAll(times, i -> ascending[ascending.length - 1 - i]);
    }
    boolean[] isGap = new boolean[times.length];
    for (int i = 0; i + 1 < times.length; i++) {
      double middle = times[i + 1] + (times[i] - times[i + 1]) / 2;
      isGap[i] = Arrays.stream(met).anyMatch(s -> Math.abs(middle - s) < margin / 2);
    }
    return new Itinerary(times, isGap);
  }

  /// Where the stretch at hand begins.
  double from() {
    return times[at];
  }

  /// Where it ends.
  double to() {
    return times[at + 1];
  }

  boolean isOver() {
    return at + 1 >= times.length;
  }

  /// Goes on to the next stretch.
  void advance() {
    at += at + 2 < times.length && isGap[at + 1] ? 2 : 1;
  }
}
