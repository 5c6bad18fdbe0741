package dev.odeon.ode.problem;

/// Where field-generic code is traced: its branches are recorded as they go at this time, state and
/// parameters.
public final class FieldSample {
  private final double t;
  private final double[] y;
  private final double[] p;

  private FieldSample(double t, double[] y, double[] p) {
    this.t = requireFinite("t", t);
    this.y = y.clone();
    this.p = p.clone();
    for (int i = 0; i < y.length; i++) {
      requireFinite("y[" + i + "]", y[i]);
    }
    for (int i = 0; i < p.length; i++) {
      requireFinite("p[" + i + "]", p[i]);
    }
  }

  /// The sample at time `t`, state `y` and parameters `p`.
  ///
  /// @throws IllegalArgumentException if a number is not finite
  public static FieldSample at(double t, double[] y, double... p) {
    return new FieldSample(t, y, p);
  }

  double t() {
    return t;
  }

  double[] y() {
    return y.clone();
  }

  double[] p() {
    return p.clone();
  }

  private static double requireFinite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("sample " + what + " is " + value + ", not finite");
    }
    return value;
  }
}
