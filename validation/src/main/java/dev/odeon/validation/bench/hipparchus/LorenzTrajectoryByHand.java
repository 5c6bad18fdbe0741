package dev.odeon.validation.bench.hipparchus;

import org.hipparchus.ode.ODEIntegrator;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.hipparchus.ode.sampling.ODEStateInterpolator;
import org.hipparchus.ode.sampling.ODEStepHandler;

/// One trajectory of Lorenz's equations with rho = 28 by Hipparchus's integrator of order 8, with
/// states at equal distances in time.
public final class LorenzTrajectoryByHand {
  private static final double LEAST_STEP = 1e-12;

  private final double end;
  private final double[][] states;
  private final ODEIntegrator integrator;
  private int saved;

  /// @param tolerance absolute and relative
  /// @param outputs number of states kept, at least 2, those at 0 and at `end` among them
  public LorenzTrajectoryByHand(double tolerance, double end, int outputs) {
    this.end = end;
    states = new double[outputs][];
    integrator = new DormandPrince853Integrator(LEAST_STEP, end, tolerance, tolerance);
    integrator.addStepHandler(new Saving());
  }

  /// Integrates from `initial`; the states, by number, valid until the next call.
  public double[][] run(double[] initial) {
    states[0] = initial;
    saved = 1;
    integrator.integrate(new LorenzEquations(28), new ODEState(0, initial), end);
    return states;
  }

  /// Saves the states of a step where they are asked for.
  private final class Saving implements ODEStepHandler {
    @Override
    public void handleStep(ODEStateInterpolator step) {
      double reached = step.getCurrentState().getTime();
      while (saved < states.length && time() <= reached) {
        states[saved] = step.getInterpolatedState(time()).getPrimaryState();
        saved++;
      }
    }

    private double time() {
      return end * saved / (states.length - 1);
    }
  }
}
