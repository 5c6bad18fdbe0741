package dev.odeon.ode.method;

/// The stabilised Runge-Kutta-Chebyshev method of order 2, for mildly stiff problems whose Jacobian
/// has eigenvalues near the negative real axis, as of diffusion: s stages are stable up to about `h
/// rho = 0.65 s^2`, so the number of stages, chosen for each step from an estimate of the spectral
/// radius rho, grows with the root of the stiffness, and no linear system is solved.
///
/// B. P. Sommeijer, L. F. Shampine, J. G. Verwer, RKC: an explicit solver for parabolic PDEs,
/// Journal of Computational and Applied Mathematics 88 (1998) 315-326.
///
/// @param name the name a user selects it by
/// @param mostStages a step that would need more is made smaller, at least 2
public record RungeKuttaChebyshev(String name, int mostStages) implements LaneMethod {
  /// Up to 1000 stages.
  public static final RungeKuttaChebyshev METHOD = new RungeKuttaChebyshev("rkc", 1000);

  public RungeKuttaChebyshev {
    if (mostStages < 2) {
      throw new IllegalArgumentException("mostStages " + mostStages + " is below 2");
    }
  }

  @Override
  public int order() {
    return 2;
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
  public String toString() {
    return name;
  }
}
