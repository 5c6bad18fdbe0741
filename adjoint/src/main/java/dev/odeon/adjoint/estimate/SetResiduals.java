package dev.odeon.adjoint.estimate;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.optim.LaneResiduals;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.train.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Weighted residuals of a model on many data sets, a lane each, with parameters of its own, and
/// their Jacobians by forward mode, one run a parameter for all of them. Not thread-safe.
final class SetResiduals implements LaneResiduals {
  private final ParameterSpec spec;
  private final Executable jvp;
  private final Samples samples;
  private final Observed observed;

  /// Residuals of values, all of weight 1.
  SetResiduals(Layer model, Samples samples) {
    this.samples = samples;
    spec = model.parameters(samples.inputShape());
    observed = Observed.of(samples.targets());
    jvp =
        Backends.preferred()
            .compile(
                PredictionGraph.withTangents(model, spec, samples.inputShape(), Scope.PER_LANE));
  }

  private SetResiduals(SetResiduals other, Observed observed) {
    samples = other.samples;
    spec = other.spec;
    jvp = other.jvp;
    this.observed = observed;
  }

  /// The same predictions, compared with other observations.
  SetResiduals with(Observed own) {
    return new SetResiduals(this, own);
  }

  Observed observed() {
    return observed;
  }

  ParameterSpec spec() {
    return spec;
  }

  /// Number of data sets.
  int sets() {
    return samples.count();
  }

  /// Number of observations of a data set.
  int observations(int set) {
    return (int) IntStream.range(0, count()).filter(i -> observed.counts(i * sets() + set)).count();
  }

  @Override
  public int count() {
    return samples.targetShape().size();
  }

  @Override
  public int parameters() {
    return spec.size();
  }

  @Override
  public void evaluate(int[] lanes, double[][] at, double[] residualsOut, double[][] jacobianOut) {
    int k = lanes.length;
    List<double[]> inputs = new ArrayList<>();
    List<double[]> tangents = new ArrayList<>();
    int row = 0;
    for (ParameterSpec.Entry entry : spec.entries()) {
      double[] value = new double[entry.shape().size() * k];
      for (int e = 0; e < value.length; e += k) {
        System.arraycopy(at[row++], 0, value, e, k);
      }
      inputs.add(value);
      tangents.add(new double[value.length]);
    }
    inputs.add(gather(samples.inputs(), lanes));
    inputs.addAll(tangents);
    double[][] in = inputs.toArray(double[][]::new);
    int column = 0;
    for (double[] tangent : tangents) {
      for (int e = 0; e < tangent.length; e += k) {
        Arrays.fill(tangent, e, e + k, 1);
        jvp.run(in, new double[][] {residualsOut, jacobianOut[column]}, k);
        Arrays.fill(tangent, e, e + k, 0);
        slopes(lanes, residualsOut, jacobianOut[column++]);
      }
    }
    residuals(lanes, residualsOut);
  }

  private double[] gather(double[] all, int[] lanes) {
    double[] some = new double[all.length / sets() * lanes.length];
    for (int i = 0; i < some.length; i++) {
      some[i] = all[place(i, lanes)];
    }
    return some;
  }

  /// Where element `i` of an array of `lanes` lies in one of all data sets.
  private int place(int i, int[] lanes) {
    return i / lanes.length * sets() + lanes[i % lanes.length];
  }

  /// From tangents of predictions to those of residuals.
  private void slopes(int[] lanes, double[] predicted, double[] tangents) {
    for (int i = 0; i < tangents.length; i++) {
      tangents[i] = observed.tangent(place(i, lanes), predicted[i], tangents[i]);
    }
  }

  private void residuals(int[] lanes, double[] predicted) {
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = observed.residual(place(i, lanes), predicted[i]);
    }
  }

  /// Checks what was observed.
  ///
  /// @throws IllegalArgumentException naming an observation that is not finite, or has no logarithm
  ///   where residuals are of logarithms, or a data set with no more observations than parameters
  void requireObservations() {
    observed.require(i -> i / sets() + " of set " + i % sets());
    for (int set = 0; set < sets(); set++) {
      if (observations(set) <= spec.size()) {
        throw new IllegalArgumentException(
            "estimation: set "
                + set
                + " has "
                + observations(set)
                + " observations for "
                + spec.size()
                + " parameters");
      }
    }
  }
}
