package dev.odeon.ode.hipparchus;

import dev.odeon.nn.backend.Executable;
import org.hipparchus.ode.OrdinaryDifferentialEquation;

/// A traced field with its parameters, for one trajectory.
final class GraphEquation implements OrdinaryDifferentialEquation {
  private final Executable derivative;
  private final double[][] inputs;
  private final int dimension;

  /// @param derivative runs the field's graph `(t, y, p) -> dy/dt`
  /// @param parameters one array a parameter
  GraphEquation(Executable derivative, int dimension, double[][] parameters) {
    this.derivative = derivative;
    this.dimension = dimension;
    inputs = new double[parameters.length + 2][];
    inputs[0] = new double[1];
    System.arraycopy(parameters, 0, inputs, 2, parameters.length);
  }

  @Override
  public int getDimension() {
    return dimension;
  }

  @Override
  public double[] computeDerivatives(double t, double[] y) {
    double[] dy = new double[dimension];
    inputs[0][0] = t;
    inputs[1] = y;
    derivative.run(inputs, new double[][] {dy}, 1);
    return dy;
  }
}
