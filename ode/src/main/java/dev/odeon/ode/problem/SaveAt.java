package dev.odeon.ode.problem;

import java.util.Arrays;

/// The times at which states are kept, in the order of integration. Repeated times are allowed.
public final class SaveAt {
  private final double[] times;

  private SaveAt(double[] times) {
    this.times = times;
  }

  /// The given times, ascending, or descending for a span that runs backwards.
  ///
  /// @throws IllegalArgumentException if there is none, or one is not finite, or they are not in
  ///   order
  public static SaveAt times(double... times) {
    if (times.length == 0) {
      throw new IllegalArgumentException("save times are empty");
    }
    double direction = 0;
    for (int i = 0; i < times.length; i++) {
      if (!Double.isFinite(times[i])) {
        throw new IllegalArgumentException("save time " + i + ", " + times[i] + ", is not finite");
      }
      double turn = i == 0 ? 0 : Math.signum(times[i] - times[i - 1]);
      if (turn * direction < 0) {
        throw new IllegalArgumentException(
            "save time " + i + ", " + times[i] + ", is out of order after " + times[i - 1]);
      }
      direction = turn == 0 ? direction : turn;
    }
    return new SaveAt(times.clone());
  }

  /// `count` equally spaced times from `first` to `last`, ends included.
  public static SaveAt linspace(double first, double last, int count) {
    if (count < 2) {
      throw new IllegalArgumentException("count " + count + " of save times is below 2");
    }
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = first + (last - first) * i / (count - 1);
    }
    times[count - 1] = last;
    return times(times);
  }

  /// The end of `span` only.
  public static SaveAt end(TimeSpan span) {
    return times(span.end());
  }

  /// Number of times.
  public int count() {
    return times.length;
  }

  /// Time `i`.
  public double time(int i) {
    return times[i];
  }

  /// The times as a fresh array.
  public double[] toArray() {
    return times.clone();
  }

  /// Checks that the times lie within `span` and run in its direction.
  ///
  /// @throws IllegalArgumentException naming the first time that does not
  public void checkWithin(TimeSpan span) {
    for (int i = 0; i < times.length; i++) {
      if (!span.contains(times[i])) {
        throw new IllegalArgumentException(
            "save time "
                + i
                + ", "
                + times[i]
                + ", is outside the time span from "
                + span.start()
                + " to "
                + span.end());
      }
      if (i > 0 && span.direction() * (times[i] - times[i - 1]) < 0) {
        throw new IllegalArgumentException(
            "save time "
                + i
                + ", "
                + times[i]
                + ", runs against the time span from "
                + span.start()
                + " to "
                + span.end());
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SaveAt that && Arrays.equals(times, that.times);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(times);
  }

  @Override
  public String toString() {
    return "SaveAt" + Arrays.toString(times);
  }
}
