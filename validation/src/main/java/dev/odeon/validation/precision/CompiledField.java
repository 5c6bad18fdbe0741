package dev.odeon.validation.precision;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.problem.FieldGraph;
import org.hipparchus.ode.OrdinaryDifferentialEquation;

/// A field compiled once, so that every solver is timed with the same code of the right-hand side.
final class CompiledField implements OrdinaryDifferentialEquation {
  private final Executable derivative;
  private final int dimension;
  private final double[][] inputs = new double[2][];
  private final double[][] outputs = new double[1][];

  CompiledField(FieldGraph field) {
    derivative = Backends.preferred().compile(field.graph());
    dimension = field.dimension();
    inputs[0] = new double[1];
  }

  @Override
  public int getDimension() {
    return dimension;
  }

  @Override
  public double[] computeDerivatives(double t, double[] y) {
    double[] dy = new double[dimension];
    evaluate(t, y, dy);
    return dy;
  }

  void evaluate(double t, double[] y, double[] dy) {
    inputs[0][0] = t;
    inputs[1] = y;
    outputs[0] = dy;
    derivative.run(inputs, outputs, 1);
  }
}
