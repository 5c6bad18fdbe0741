package dev.odeon.ode.hipparchus;

import dev.odeon.ode.control.Limits;

/// The limits of evaluations and time of one run.
///
/// @param until when time is up, by `System.nanoTime()`; does not matter without a deadline
record Patience(Limits limits, long until) {
  /// For a run that begins now.
  static Patience from(Limits limits) {
    return new Patience(
        limits, limits.deadline().map(time -> System.nanoTime() + time.toNanos()).orElse(0L));
  }

  boolean isTimeUp() {
    return limits.deadline().isPresent() && System.nanoTime() - until >= 0;
  }

  boolean isSpent(long evaluations) {
    return evaluations >= limits.evaluations();
  }
}
