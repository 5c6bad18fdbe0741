package dev.odeon.ode.hipparchus;

import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;

/// Writes the states of one trajectory at the save times, in order.
final class Saves {
  private final double[] times;
  private final TimeSpan span;
  private final double[] states;
  private final int lanes;
  private final int lane;
  private int next;

  /// @param states `[time][component][lane]`, written
  Saves(SaveAt saveAt, TimeSpan span, double[] states, int lanes, int lane) {
    times = saveAt.toArray();
    this.span = span;
    this.states = states;
    this.lanes = lanes;
    this.lane = lane;
  }

  /// Whether a time before the end of the span, and not after `t`, is left.
  boolean isDue(double t) {
    return next < times.length
        && times[next] != span.end()
        && span.direction() * (times[next] - t) <= 0;
  }

  /// The next time.
  double time() {
    return times[next];
  }

  /// Writes the state at the next time.
  void save(double[] y) {
    for (int i = 0; i < y.length; i++) {
      states[(next * y.length + i) * lanes + lane] = y[i];
    }
    next++;
  }

  /// Writes the state at all times at the start.
  void saveStart(double[] y) {
    while (next < times.length && times[next] == span.start()) {
      save(y);
    }
  }

  /// Writes the state at all times that are left.
  void saveEnd(double[] y) {
    while (next < times.length) {
      save(y);
    }
  }
}
