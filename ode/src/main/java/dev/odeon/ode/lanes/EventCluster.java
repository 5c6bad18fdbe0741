package dev.odeon.ode.lanes;

import org.jspecify.annotations.Nullable;

/// The events of a lane that occur next: the earliest, and those that cannot be told apart from it.
///
/// @param time when: all of them have passed zero
/// @param direction of integration
record EventCluster(double time, double direction) {
  /// Outputs of the location graph.
  private static final int FOUND = 0;

  private static final int HIGH = 2;

  /// Roots that lie this many units in the last place apart are one.
  private static final double SPREAD = 4;

  /// Of one column; null if nothing occurs.
  ///
  /// @param located `(found, low, high, ...)`, `[k][column]` each
  static @Nullable EventCluster earliest(
      double[][] located, int count, int column, int width, double direction) {
    double time = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      int at = i * width + column;
      if (located[FOUND][at] != 0) {
        time = Math.min(time, direction * located[HIGH][at]);
      }
    }
    if (time == Double.POSITIVE_INFINITY) {
      return null;
    }
    double room = time + SPREAD * Math.ulp(time);
    double latest = time;
    for (int i = 0; i < count; i++) {
      int at = i * width + column;
      double high = direction * located[HIGH][at];
      if (located[FOUND][at] != 0 && high <= room) {
        latest = Math.max(latest, high);
      }
    }
    return new EventCluster(direction * latest, direction);
  }

  /// Marks the events that occur.
  void mark(double[][] located, int column, int width, boolean[] occurs) {
    for (int i = 0; i < occurs.length; i++) {
      int at = i * width + column;
      occurs[i] = located[FOUND][at] != 0 && direction * (located[HIGH][at] - time) <= 0;
    }
  }
}
