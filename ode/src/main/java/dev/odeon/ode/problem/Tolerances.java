package dev.odeon.ode.problem;

/// What error a step may make: component i of the local error is weighed against `absTol + relTol *
/// max(|y_i|)`.
///
/// @param relTol relative tolerance, at least 10 units in the last place of 1 (2.3e-15); 0 only if
///   `absTol` is positive
/// @param absTol absolute tolerance, in the unit of the state, at least 0
public record Tolerances(double relTol, double absTol) {
  /// 10 units in the last place of 1: below that, rounding errors are all that is left to control.
  public static final double SMALLEST_RELATIVE = 10 * Math.ulp(1.0);

  /// 1e-6 relative and absolute.
  public static final Tolerances DEFAULT = new Tolerances(1e-6, 1e-6);

  public Tolerances {
    requireTolerance("relTol", relTol);
    requireTolerance("absTol", absTol);
    if (relTol == 0 && absTol == 0) {
      throw new IllegalArgumentException("relTol and absTol are both 0: no step could be accepted");
    }
    if (relTol != 0 && relTol < SMALLEST_RELATIVE) {
      throw new IllegalArgumentException(
          "relTol " + relTol + " is below " + SMALLEST_RELATIVE + ", ten units in the last place");
    }
  }

  /// Relative and absolute tolerance.
  public static Tolerances of(double relTol, double absTol) {
    return new Tolerances(relTol, absTol);
  }

  private static void requireTolerance(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " " + value + " is not a finite number >= 0");
    }
  }
}
