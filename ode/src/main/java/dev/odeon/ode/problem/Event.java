package dev.odeon.ode.problem;

import java.util.Optional;

/// Something that happens where a function g(t, y, p) passes zero: it is recorded, and may change
/// the state or end the trajectory.
///
/// The time of an occurrence is located with the interpolant of the method: the function has passed
/// zero there, by at most 10 units in the last place of the time or `tolerance`, whichever is more.
/// Passing is looked for at the ends and at [#INTERIOR] equally spaced points inside every step,
/// and twice passing between two such points where a parabola through three of them comes near
/// zero. What begins at zero does not occur there; what has occurred cannot again within the next
/// 100 units in the last place of time or 4 tolerances. A change of state does not itself let other
/// events occur. Of a change that leaves the function beyond zero and does not lead it back, such
/// as a bounce without any restitution, nothing more is noticed.
///
/// @param name a word, for messages
/// @param function g, a scalar
/// @param direction which way it must pass zero
/// @param change the state after an occurrence, `[d]`; empty if nothing changes
/// @param last the trajectory ends at the occurrence of this number, 1 being the first;
///   `Long.MAX_VALUE` if it goes on
/// @param tolerance how long before an occurrence g may have passed zero, in units of t
/// @param touch a least magnitude of g inside a step up to this counts as an occurrence although g
///   does not pass zero; it is located to 1e-8 of the step
public record Event(
    String name,
    StateFunction function,
    EventDirection direction,
    Optional<StateFunction> change,
    long last,
    double tolerance,
    double touch) {
  /// Number of points inside a step where events are looked for.
  public static final int INTERIOR = 3;

  public Event {
    if (last < 1) {
      throw new IllegalArgumentException(
          "event '" + name + "': number " + last + " of its last occurrence is below 1");
    }
    if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "event '" + name + "': tolerance " + tolerance + " is not a finite number >= 0");
    }
    if (!(touch >= 0 && touch < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "event '" + name + "': touch " + touch + " is not a finite number >= 0");
    }
  }

  /// An event that is recorded wherever `function` passes zero.
  public static Event of(String name, StateFunction function) {
    return new Event(name, function, EventDirection.BOTH, Optional.empty(), Long.MAX_VALUE, 0, 0);
  }

  /// The same, only where the function rises as time grows.
  public Event rising() {
    return directed(EventDirection.RISING);
  }

  /// The same, only where the function falls as time grows.
  public Event falling() {
    return directed(EventDirection.FALLING);
  }

  private Event directed(EventDirection way) {
    return new Event(name, function, way, change, last, tolerance, touch);
  }

  /// The same, ending the trajectory at its first occurrence.
  public Event terminating() {
    return terminatingAt(1);
  }

  /// The same, ending the trajectory at occurrence `number`.
  public Event terminatingAt(long number) {
    return new Event(name, function, direction, change, number, tolerance, touch);
  }

  /// The same, with the state `y+ = r(t, y, p)` after every occurrence. The method begins anew.
  public Event changing(StateFunction r) {
    return new Event(name, function, direction, Optional.of(r), last, tolerance, touch);
  }

  /// The same, located to `time` units of t.
  public Event withTolerance(double time) {
    return new Event(name, function, direction, change, last, time, touch);
  }

  /// The same, occurring also where its function touches zero up to `magnitude`.
  public Event withTouch(double magnitude) {
    return new Event(name, function, direction, change, last, tolerance, magnitude);
  }

  /// Whether the trajectory ends at its occurrence of number `number`.
  public boolean endsAt(long number) {
    return number >= last;
  }
}
