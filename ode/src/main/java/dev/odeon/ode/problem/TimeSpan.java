package dev.odeon.ode.problem;

/// The interval of integration, from `start` to `end`; backwards if `end < start`. In the field's
/// unit of time.
///
/// @param start where the initial state holds
/// @param end where integration ends; equal to `start` is allowed: no step is taken
public record TimeSpan(double start, double end) {
  public TimeSpan {
    requireFinite("start", start);
    requireFinite("end", end);
    requireFinite("length", end - start);
  }

  /// The span from `start` to `end`.
  public static TimeSpan of(double start, double end) {
    return new TimeSpan(start, end);
  }

  /// `end - start`, negative if backwards.
  public double length() {
    return end - start;
  }

  /// +1 forwards, -1 backwards, 0 for an empty span.
  public double direction() {
    return Math.signum(end - start);
  }

  /// Whether `time` lies between the ends, ends included.
  public boolean contains(double time) {
    return time >= Math.min(start, end) && time <= Math.max(start, end);
  }

  private static void requireFinite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("time span " + what + " " + value + " is not finite");
    }
  }
}
