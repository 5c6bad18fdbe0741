package dev.odeon.ode.hipparchus;

import org.hipparchus.ode.OrdinaryDifferentialEquation;

/// A user's right-hand side, written as a lambda.
final class OwnEquation implements OrdinaryDifferentialEquation {
  @FunctionalInterface
  interface Derivative {
    double[] at(double t, double[] y);
  }

  private final int dimension;
  private final Derivative derivative;
  private int evaluations;

  OwnEquation(int dimension, Derivative derivative) {
    this.dimension = dimension;
    this.derivative = derivative;
  }

  int evaluations() {
    return evaluations;
  }

  @Override
  public int getDimension() {
    return dimension;
  }

  @Override
  public double[] computeDerivatives(double t, double[] y) {
    evaluations++;
    return derivative.at(t, y);
  }
}
