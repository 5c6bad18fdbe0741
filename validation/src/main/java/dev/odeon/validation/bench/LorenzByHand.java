package dev.odeon.validation.bench;

import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.DormandPrince54Integrator;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.hipparchus.ode.sampling.ODEStateInterpolator;
import org.hipparchus.ode.sampling.ODEStepHandler;

/// What a user of Hipparchus alone writes for Lorenz's equations.
///
/// @param tolerance absolute and relative
record LorenzByHand(double tolerance) {
  static final double END = 100;
  static final int OUTPUTS = 1001;
  static final int INDEX_OF_10 = 100;

  private static final double[] AT_10 = {
    -5.85768538242409002, -5.83108248642610044, 23.9321329870275626
  };

  private record Equations(double rho) implements OrdinaryDifferentialEquation {
    @Override
    public int getDimension() {
      return 3;
    }

    @Override
    public double[] computeDerivatives(double t, double[] y) {
      return new double[] {
        10 * (y[1] - y[0]), y[0] * (rho - y[2]) - y[1], y[0] * y[1] - 8.0 / 3 * y[2]
      };
    }
  }

  /// Keeps the states at equally spaced times.
  private static final class Outputs implements ODEStepHandler {
    private final double[][] states = new double[OUTPUTS][];
    private int next;

    @Override
    public void handleStep(ODEStateInterpolator interpolator) {
      double end = interpolator.getCurrentState().getTime();
      for (double time = time(next); next < OUTPUTS && time <= end; time = time(++next)) {
        ODEStateAndDerivative state = interpolator.getInterpolatedState(time);
        states[next] = state.getPrimaryState();
      }
    }

    private static double time(int i) {
      return END * i / (OUTPUTS - 1);
    }
  }

  /// The largest error of a component of the state at t = 10.
  static double error(double[] state) {
    double worst = 0;
    for (int i = 0; i < AT_10.length; i++) {
      worst = Math.max(worst, Math.abs(state[i] - AT_10[i]));
    }
    return worst;
  }

  /// The tolerance, among tenths of decades, whose error is nearest to `error` on a logarithmic
  /// scale.
  static LorenzByHand withError(double error) {
    LorenzByHand best = new LorenzByHand(1e-6);
    double least = Double.POSITIVE_INFINITY;
    for (int tenths = 50; tenths <= 125; tenths++) {
      LorenzByHand candidate = new LorenzByHand(Math.pow(10, -tenths / 10.0));
      double distance = Math.abs(Math.log(candidate.run() / error));
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  /// Equal Dormand and Prince steps to t = 1.
  static void fixedSteps(double rho, int steps) {
    new DormandPrince54Integrator(1.0 / steps, 1.0 / steps, 1e6, 1e6)
        .integrate(new Equations(rho), new ODEState(0, new double[] {1, 0, 0}), 1);
  }

  /// Dormand and Prince's steps of order 5 to t = 1.
  static void adaptiveSteps(double rho, double tolerance) {
    new DormandPrince54Integrator(0, 1, tolerance, tolerance)
        .integrate(new Equations(rho), new ODEState(0, new double[] {1, 0, 0}), 1);
  }

  /// Integrates; the error at t = 10.
  double run() {
    DormandPrince853Integrator integrator =
        new DormandPrince853Integrator(0, END, tolerance, tolerance);
    Outputs outputs = new Outputs();
    integrator.addStepHandler(outputs);
    integrator.integrate(new Equations(28), new ODEState(0, new double[] {1, 0, 0}), END);
    return error(outputs.states[INDEX_OF_10]);
  }
}
