package dev.odeon.ode.method;

/// The numerical differentiation formulas of orders 1 to 5, a variable-order relative of the
/// backward differentiation formulas, in quasi-constant step size form with backward differences.
///
/// Order k solves `sum_{m=1..k} (1/m) D^m y_{n+1} - h f_{n+1} - kappa_k gamma_k (y_{n+1} -
/// predicted) = 0` for the new state, with D the backward difference. L. F. Shampine, M. W.
/// Reichelt, The MATLAB ODE suite, SIAM Journal on Scientific Computing 18 (1997) 1-22, section 2.
///
/// @param name the name a user selects it by
/// @param maxOrder largest order used, 1 to 5; above 2 it is not A-stable: lower it for problems
///   that oscillate fast and undamped
public record Bdf(String name, int maxOrder) implements LaneMethod {
  /// Orders 1 to 5.
  public static final Bdf METHOD = new Bdf("bdf", 5);

  private static final double[] KAPPA = {0, -0.1850, -1.0 / 9, -0.0823, -0.0415, 0};

  public Bdf {
    if (maxOrder < 1 || maxOrder > 5) {
      throw new IllegalArgumentException("maxOrder " + maxOrder + " is outside 1..5");
    }
  }

  /// `gamma_k = sum_{m=1..k} 1/m`.
  public static double gamma(int order) {
    double gamma = 0;
    for (int m = 1; m <= order; m++) {
      gamma += 1.0 / m;
    }
    return gamma;
  }

  /// `(1 - kappa_k) gamma_k`: h over this multiplies the derivative.
  public static double alpha(int order) {
    return (1 - KAPPA[order]) * gamma(order);
  }

  /// `kappa_k gamma_k + 1/(k+1)`: the error of a step in units of the last difference.
  public static double errorConstant(int order) {
    return KAPPA[order] * gamma(order) + 1.0 / (order + 1);
  }

  /// Varies.
  @Override
  public int order() {
    return 0;
  }

  @Override
  public boolean hasErrorEstimate() {
    return true;
  }

  @Override
  public boolean isReversible() {
    return false;
  }

  @Override
  public MassSupport massSupport() {
    return MassSupport.SINGULAR;
  }

  @Override
  public String toString() {
    return name;
  }
}
