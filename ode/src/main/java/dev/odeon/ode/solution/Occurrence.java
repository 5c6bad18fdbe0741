package dev.odeon.ode.solution;

import java.util.Arrays;

/// One occurrence of an event in one trajectory.
public final class Occurrence {
  private final int event;
  private final double time;
  private final double[] before;
  private final double[] after;

  /// @param event index of the event in the order of declaration
  /// @param time when it occurred
  /// @param before the state there, copied
  /// @param after the state after it, copied; equal to `before` if the event changes nothing
  public Occurrence(int event, double time, double[] before, double[] after) {
    this.event = event;
    this.time = time;
    this.before = before.clone();
    this.after = after.clone();
  }

  /// Index of the event in the order of declaration.
  public int event() {
    return event;
  }

  /// When it occurred.
  public double time() {
    return time;
  }

  /// The state before it, a copy.
  public double[] before() {
    return before.clone();
  }

  /// The state after it, a copy.
  public double[] after() {
    return after.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Occurrence that
        && event == that.event
        && Double.compare(time, that.time) == 0
        && Arrays.equals(before, that.before)
        && Arrays.equals(after, that.after);
  }

  @Override
  public int hashCode() {
    return 31 * Double.hashCode(time) + event;
  }

  @Override
  public String toString() {
    return "event "
        + event
        + " at t = "
        + time
        + ", from "
        + Arrays.toString(before)
        + " to "
        + Arrays.toString(after);
  }
}
