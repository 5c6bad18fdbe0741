package dev.odeon.adjoint.estimate;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.optim.Residuals;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.train.Samples;
import java.util.stream.IntStream;

/// Weighted residuals of a model on samples, those of weight zero left out, with their Jacobian by
/// forward mode, one run a column. Not thread-safe.
final class ModelResiduals implements Residuals {
  private final ParameterSpec spec;
  private final Executable jvp;
  private final int lanes;
  private final Observed observed;
  private final int[] counted;
  private final double[][] inputs;
  private final double[][] outputs;

  /// Residuals of values, all of weight 1.
  ModelResiduals(Layer model, Samples samples) {
    spec = model.parameters(samples.inputShape());
    lanes = samples.count();
    observed = Observed.of(samples.targets());
    counted = counted(observed);
    int tensors = spec.entries().size();
    jvp =
        Backends.preferred()
            .compile(PredictionGraph.withTangents(model, spec, samples.inputShape(), Scope.SHARED));
    inputs = new double[2 * tensors + 1][];
    for (int i = 0; i < tensors; i++) {
      inputs[i] = new double[spec.entries().get(i).shape().size()];
      inputs[tensors + 1 + i] = new double[inputs[i].length];
    }
    inputs[tensors] = samples.inputs();
    outputs = new double[2][samples.targets().length];
  }

  private ModelResiduals(ModelResiduals other, Observed observed) {
    spec = other.spec;
    jvp = other.jvp;
    lanes = other.lanes;
    inputs = other.inputs;
    outputs = other.outputs;
    this.observed = observed;
    counted = counted(observed);
  }

  /// The same predictions, compared with other observations.
  ModelResiduals with(Observed own) {
    return new ModelResiduals(this, own);
  }

  Observed observed() {
    return observed;
  }

  private static int[] counted(Observed observed) {
    return IntStream.range(0, observed.targets().length).filter(observed::counts).toArray();
  }

  ParameterSpec spec() {
    return spec;
  }

  @Override
  public int count() {
    return counted.length;
  }

  @Override
  public void evaluate(double[] parameters, double[] residualsOut, double[][] jacobianOut) {
    int tensors = spec.entries().size();
    int at = 0;
    for (int i = 0; i < tensors; i++) {
      System.arraycopy(parameters, at, inputs[i], 0, inputs[i].length);
      at += inputs[i].length;
    }
    int column = 0;
    for (int i = 0; i < tensors; i++) {
      double[] tangent = inputs[tensors + 1 + i];
      for (int e = 0; e < tangent.length; e++) {
        tangent[e] = 1;
        jvp.run(inputs, outputs, lanes);
        tangent[e] = 0;
        for (int row = 0; row < counted.length; row++) {
          jacobianOut[row][column] = slope(counted[row]);
        }
        column++;
      }
    }
    for (int row = 0; row < counted.length; row++) {
      residualsOut[row] = residual(counted[row]);
    }
  }

  /// Checks what was observed.
  ///
  /// @throws IllegalArgumentException naming an observation that is not finite, or has no logarithm
  ///   where residuals are of logarithms
  void requireObservations() {
    observed.require(Integer::toString);
  }

  private double residual(int i) {
    return observed.residual(i, outputs[0][i]);
  }

  private double slope(int i) {
    return observed.tangent(i, outputs[0][i], outputs[1][i]);
  }
}
