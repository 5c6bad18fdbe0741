package dev.odeon.ode.hipparchus;

/// Leaves an integrator because a step led to NaN or infinity; a smaller step may not.
final class NonFiniteValue extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int component;

  NonFiniteValue(int component) {
    super("component " + component + " is not finite", null, false, false);
    this.component = component;
  }

  int component() {
    return component;
  }

  /// @throws NonFiniteValue naming the first component that is not finite
  static void check(double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new NonFiniteValue(i);
      }
    }
  }
}
