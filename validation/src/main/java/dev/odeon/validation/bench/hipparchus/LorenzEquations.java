package dev.odeon.validation.bench.hipparchus;

import org.hipparchus.ode.OrdinaryDifferentialEquation;

/// `x' = 10 (y - x), y' = x (rho - z) - y, z' = x y - 8/3 z`.
record LorenzEquations(double rho) implements OrdinaryDifferentialEquation {
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
