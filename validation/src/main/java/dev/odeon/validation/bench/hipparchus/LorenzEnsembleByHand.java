package dev.odeon.validation.bench.hipparchus;

import org.hipparchus.ode.ODEIntegrator;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.nonstiff.DormandPrince54Integrator;

/// Trajectories of Lorenz's equations, one after the other, by Hipparchus's integrator of Dormand
/// and Prince's order 5.
public final class LorenzEnsembleByHand {
  private static final double LEAST_STEP = 1e-12;

  private final double end;
  private final ODEIntegrator integrator;

  /// @param tolerance absolute and relative
  public LorenzEnsembleByHand(double tolerance, double end) {
    this.end = end;
    integrator = new DormandPrince54Integrator(LEAST_STEP, end, tolerance, tolerance);
  }

  /// Integrates from `initial`, once for each of `rho`; the last components at the end.
  public double[] run(double[] initial, double[] rho) {
    double[] last = new double[rho.length];
    for (int i = 0; i < rho.length; i++) {
      last[i] =
          integrator.integrate(new LorenzEquations(rho[i]), new ODEState(0, initial), end)
              .getPrimaryState()[2];
    }
    return last;
  }
}
