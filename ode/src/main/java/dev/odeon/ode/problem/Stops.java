package dev.odeon.ode.problem;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/// Times at which the field, or a derivative of it, is known to jump: steps end there and the
/// method begins anew.
///
/// The field is evaluated up to 4 units in the last place of time before a stop and from as many
/// after it, never in between: it does not matter to which side its branch counts the stop itself.
public final class Stops {
  /// No stops.
  public static final Stops NONE = new Stops(new double[0]);

  private static final int ULPS = 4;

  private final double[] times;

  private Stops(double[] times) {
    this.times = times;
  }

  /// The given times, in any order; those outside a time span do not matter to it.
  ///
  /// @throws IllegalArgumentException if one is not finite, or two are too close for a step between
  ///   them
  public static Stops at(double... times) {
    double[] sorted = times.clone();
    for (double time : sorted) {
      if (!Double.isFinite(time)) {
        throw new IllegalArgumentException("stop " + time + " is not finite");
      }
    }
    Arrays.sort(sorted);
    double[] distinct = Arrays.stream(sorted).distinct().toArray();
    for (int i = 1; i < distinct.length; i++) {
      double room = 8 * margin(distinct[i - 1], distinct[i]);
      if (!(distinct[i] - distinct[i - 1] > room)) {
        throw new IllegalArgumentException(
            "stops " + distinct[i - 1] + " and " + distinct[i] + " are too close for a step");
      }
    }
    return new Stops(distinct);
  }

  /// These and those of `other`.
  public Stops and(Stops other) {
    return at(DoubleStream.concat(Arrays.stream(times), Arrays.stream(other.times)).toArray());
  }

  /// Number of stops.
  public int count() {
    return times.length;
  }

  /// The stops that a trajectory from `start` to `end` meets on its way, in that order; those at
  /// its ends, or too close to them for a step, are left out.
  public double[] between(double start, double end) {
    if (times.length == 0) {
      return times;
    }
    double direction = Math.signum(end - start);
    double[] met =
        Arrays.stream(times)
            .filter(time -> direction * (time - start) > 8 * margin(start, time))
            .filter(time -> direction * (end - time) > 8 * margin(end, time))
            .toArray();
    if (direction < 0) {
      for (int i = 0; i < met.length / 2; i++) {
        double other = met[met.length - 1 - i];
        met[met.length - 1 - i] = met[i];
        met[i] = other;
      }
    }
    return met;
  }

  /// Where a trajectory that begins, or ends, at `time` is to do so, on its way from or to `other`:
  /// there, or a little nearer to `other` if there is a stop.
  public double beside(double time, double other) {
    if (times.length == 0) {
      return time;
    }
    double least = 8 * margin(time, other);
    boolean stops = Arrays.stream(times).anyMatch(stop -> Math.abs(stop - time) <= least);
    return stops ? time + Math.copySign(margin(other, time), other - time) : time;
  }

  /// How far from `stop` the field is evaluated, in a stretch from there to `other`.
  public static double margin(double other, double stop) {
    return ULPS * Math.ulp(Math.max(Math.abs(other), Math.abs(stop)));
  }

  @Override
  public String toString() {
    return "Stops" + Arrays.toString(times);
  }
}
