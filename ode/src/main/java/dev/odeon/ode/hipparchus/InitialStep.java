package dev.odeon.ode.hipparchus;

import dev.odeon.ode.problem.Tolerances;

/// A first step size from the sizes of y, y' and y''. Hairer, Norsett, Wanner, Solving Ordinary
/// Differential Equations I, 2nd ed., section II.4, "Starting step size".
///
/// Hipparchus has it too, but forgets y'' when it integrates backwards.
final class InitialStep {
  private final GuardedField field;
  private final Tolerances tolerances;
  private final double order;

  /// @param order order of the method, positive
  InitialStep(GuardedField field, Tolerances tolerances, int order) {
    this.field = field;
    this.tolerances = tolerances;
    this.order = order;
  }

  /// A positive size, at most `length`.
  ///
  /// @param length signed length of the interval, not 0
  /// @throws NonFiniteValue if the derivative at `t` is not finite
  double of(double t, double[] y, double length) {
    double[] slope = field.evaluate(t, y);
    double size = norm(y, y);
    double speed = norm(slope, y);
    double guess = size < 1e-5 || speed < 1e-5 ? 1e-6 : 0.01 * size / speed;
    double longest = Math.abs(length);
    double first = Math.min(guess, longest);
    if (!(first > 0)) {
      return Math.max(Double.MIN_NORMAL, Math.ulp(t));
    }
    double bend = bend(t, y, slope, Math.copySign(first, length));
    if (Double.isNaN(bend)) {
      return first;
    }
    double largest = Math.max(speed, bend);
    double second =
        largest <= 1e-15 ? Math.max(1e-6, 1e-3 * first) : Math.pow(0.01 / largest, 1 / order);
    return Math.min(Math.min(100 * first, second), longest);
  }

  /// Size of y''; NaN if a short step leads to values that are not finite.
  private double bend(double t, double[] y, double[] slope, double h) {
    double[] ahead = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      ahead[i] = y[i] + h * slope[i];
    }
    try {
      double[] difference = field.evaluate(t + h, ahead);
      for (int i = 0; i < y.length; i++) {
        difference[i] -= slope[i];
      }
      return norm(difference, y) / Math.abs(h);
    } catch (NonFiniteValue e) {
      return Double.NaN;
    }
  }

  private double norm(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double scale = tolerances.absTol(i) + tolerances.relTol() * Math.abs(y[i]);
      double ratio = x[i] / Math.max(scale, Double.MIN_NORMAL);
      sum += ratio * ratio;
    }
    return Math.sqrt(sum / x.length);
  }
}
