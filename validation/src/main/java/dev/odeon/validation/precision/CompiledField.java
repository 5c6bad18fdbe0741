package dev.odeon.validation.precision;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.problem.FieldGraph;

/// A field compiled once, for a caller outside Odeon.
final class CompiledField {
  private final Executable derivative;
  private final int dimension;
  private final double[][] inputs = new double[2][];
  private final double[][] outputs = new double[1][];

  CompiledField(FieldGraph field) {
    derivative = Backends.preferred().compile(field.graph());
    dimension = field.dimension();
    inputs[0] = new double[1];
  }

  int dimension() {
    return dimension;
  }

  void evaluate(double t, double[] y, double[] dy) {
    inputs[0][0] = t;
    inputs[1] = y;
    outputs[0] = dy;
    derivative.run(inputs, outputs, 1);
  }
}
