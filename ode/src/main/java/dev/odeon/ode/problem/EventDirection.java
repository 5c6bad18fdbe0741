package dev.odeon.ode.problem;

/// The way in which the function of an event passes zero, as time grows: it is the same way when
/// the integration runs backwards.
public enum EventDirection {
  /// From negative to positive.
  RISING,
  /// From positive to negative.
  FALLING,
  /// Either way.
  BOTH;

  /// Whether an event of this direction occurs where its function rises.
  public boolean rises() {
    return this != FALLING;
  }

  /// Whether an event of this direction occurs where its function falls.
  public boolean falls() {
    return this != RISING;
  }
}
