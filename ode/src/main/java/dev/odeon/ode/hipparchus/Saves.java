package dev.odeon.ode.hipparchus;

import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.solution.SavedRows;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.ode.sampling.ODEStateInterpolator;

/// Keeps what is asked for of one trajectory, in order.
final class Saves {
  /// What is kept of a state.
  @FunctionalInterface
  interface Quantity {
    double[] of(double t, double[] y);
  }

  private final double[] times;
  private final int apart;
  private final boolean isDense;
  private final double start;
  private final double end;
  private final SavedRows rows;
  private final Quantity quantity;
  private final List<HipparchusDense.Step> steps = new ArrayList<>();
  private int next;
  private int stepsTaken;

  /// @param end where the trajectory ends
  /// @param rows filled
  Saves(SaveAt saveAt, int lane, double start, double end, SavedRows rows, Quantity quantity) {
    times = saveAt.timesOf(lane);
    apart = saveAt.stepsApart();
    isDense = saveAt.isDense();
    this.start = start;
    this.end = end;
    this.rows = rows;
    this.quantity = quantity;
  }

  /// Whether a time before the end, and not after `t`, is left.
  boolean isDue(double t) {
    return next < times.length
        && times[next] != end
        && Math.signum(end - start) * (times[next] - t) <= 0;
  }

  /// The next time.
  double time() {
    return times[next];
  }

  /// Keeps the state at the next time.
  void save(double[] y) {
    put(times[next], y);
    next++;
  }

  private void put(double t, double[] y) {
    rows.add(t, quantity.of(t, y), 0, 1);
  }

  /// Keeps the state at all times at the start.
  void saveStart(double[] y) {
    while (next < times.length && times[next] == start) {
      save(y);
    }
    if (apart > 0) {
      put(start, y);
    }
  }

  /// Keeps the state at all times up to `t`, where the integrator was to go.
  void reach(double t, double[] y) {
    while (next < times.length && Math.signum(end - start) * (times[next] - t) <= 0) {
      save(y);
    }
  }

  /// Takes over a step or a part of one.
  void step(ODEStateInterpolator interpolator, double origin) {
    if (isDense) {
      steps.add(new HipparchusDense.Step(interpolator, origin));
    }
  }

  /// Takes note of the end of a step.
  void stepEnd(double t, double[] y) {
    if (apart > 0 && ++stepsTaken % apart == 0) {
      put(t, y);
    }
  }

  /// Takes note of a step that an event cut short.
  void cut(double t, double[] before, double[] after) {
    if (apart > 0) {
      put(t, before);
      put(t, after);
      stepsTaken = 0;
    }
  }

  /// Keeps the last state, if steps are kept and it is not.
  void last(double t, double[] y) {
    if (apart > 0 && rows.time(rows.count() - 1) != t) {
      put(t, y);
    }
  }

  /// All steps, if they are kept.
  List<HipparchusDense.Step> steps() {
    return steps;
  }
}
