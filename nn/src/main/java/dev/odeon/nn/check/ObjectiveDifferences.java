package dev.odeon.nn.check;

import dev.odeon.nn.optim.Objective;

/// The gradient of an objective by central differences, `(f(x + h) - f(x - h)) / 2h` for each
/// number: what a gradient of one's own is held against.
///
/// The error is about h^2 times a third derivative, and 1e-16 / h times the value. The work is two
/// evaluations a number: check small models.
public final class ObjectiveDifferences {
  private ObjectiveDifferences() {}

  /// Differences at `at`, which is left as it is.
  ///
  /// @param step h, above 0
  /// @throws IllegalArgumentException if `step` is not a finite number above 0
  public static double[] of(Objective objective, double[] at, double step) {
    if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("step " + step + " is not a finite number above 0");
    }
    double[] moved = at.clone();
    double[] unused = new double[at.length];
    double[] quotients = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      moved[i] = at[i] + step;
      double up = objective.valueAndGradient(moved, unused);
      moved[i] = at[i] - step;
      double down = objective.valueAndGradient(moved, unused);
      moved[i] = at[i];
      quotients[i] = (up - down) / (2 * step);
    }
    return quotients;
  }
}
