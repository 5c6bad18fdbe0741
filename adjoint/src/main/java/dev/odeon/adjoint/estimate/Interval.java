package dev.odeon.adjoint.estimate;

/// A confidence interval.
///
/// @param level probability with which intervals like this hold the true value, such as 0.95
/// @param low lower end; -Infinity if data give none
/// @param high upper end; Infinity if data give none
public record Interval(double level, double low, double high) {
  public Interval {
    checkLevel(level);
  }

  static double checkLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("confidence level " + level + " is not between 0 and 1");
    }
    return level;
  }

  /// Whether `value` lies within.
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
