package dev.odeon.ode.hipparchus;

import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.solution.Outcome;
import java.util.List;
import org.hipparchus.ode.OrdinaryDifferentialEquation;

/// A traced field with its parameters, for one trajectory.
final class GraphEquation implements OrdinaryDifferentialEquation {
  private final Executable derivative;
  private final double[][] inputs;
  private final double[][] outputs;
  private final int dimension;
  private final List<String> guards;

  /// @param derivative runs the field's graph `(t, y, p) -> (dy/dt, guards)`
  /// @param guards where each guard was recorded
  /// @param parameters one array a parameter
  GraphEquation(Executable derivative, int dimension, List<String> guards, double[][] parameters) {
    this.derivative = derivative;
    this.dimension = dimension;
    this.guards = guards;
    outputs = new double[1 + guards.size()][1];
    inputs = new double[parameters.length + 2][];
    inputs[0] = new double[1];
    System.arraycopy(parameters, 0, inputs, 2, parameters.length);
  }

  @Override
  public int getDimension() {
    return dimension;
  }

  /// A guard counts at every evaluation, those of steps that would be rejected included.
  @Override
  public double[] computeDerivatives(double t, double[] y) {
    double[] dy = new double[dimension];
    inputs[0][0] = t;
    inputs[1] = y;
    outputs[0] = dy;
    derivative.run(inputs, outputs, 1);
    for (int i = 0; i < guards.size(); i++) {
      if (outputs[1 + i][0] == 0) {
        throw new Stop(new Outcome.TraceDiverged(t, guards.get(i)));
      }
    }
    return dy;
  }
}
