package dev.odeon.adjoint.estimate;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.ResidualScale;
import dev.odeon.nn.optim.LaneResiduals;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.nn.train.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Weighted residuals of a model on many data sets, a lane each, with parameters of its own, and
/// their Jacobians by forward mode, one run a parameter for all of them. Not thread-safe.
final class SetResiduals implements LaneResiduals {
  private final ParameterSpec spec;
  private final Executable jvp;
  private final Samples samples;
  private final double[] targets;
  private final double[] weights;
  private final ResidualScale scale;

  /// Residuals of values, all of weight 1.
  SetResiduals(Layer model, Samples samples) {
    this.samples = samples;
    spec = model.parameters(samples.inputShape());
    targets = samples.targets();
    weights = new double[targets.length];
    Arrays.fill(weights, 1);
    scale = ResidualScale.VALUE;
    List<Integer> all = IntStream.range(0, spec.entries().size()).boxed().toList();
    Graph graph = Pipeline.standard().apply(trace(model));
    jvp = Backends.preferred().compile(Pipeline.standard().apply(ForwardMode.jvp(graph, all)));
  }

  /// The same predictions, with everything else in place of that of `other`.
  private SetResiduals(
      SetResiduals other, double[] targets, double[] weights, ResidualScale scale) {
    samples = other.samples;
    spec = other.spec;
    jvp = other.jvp;
    this.targets = targets;
    this.weights = weights;
    this.scale = scale;
  }

  SetResiduals withTargets(double[] own) {
    return new SetResiduals(this, own, weights, scale);
  }

  SetResiduals withWeights(double[] own) {
    return new SetResiduals(this, targets, own, scale);
  }

  SetResiduals onLogarithms() {
    return new SetResiduals(this, targets, weights, ResidualScale.LOG);
  }

  private Graph trace(Layer model) {
    Tracer tracer = new Tracer();
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : spec.entries()) {
      TensorType type = TensorType.f64(entry.shape().toArray());
      named.put(entry.path(), tracer.input(type, Scope.PER_LANE));
    }
    TensorType input = TensorType.f64(samples.inputShape().toArray());
    Tensor x = tracer.input(new ValueType(input, Scope.PER_LANE));
    Tensor y = model.apply(Parameters.of(named), x);
    Tensor each = y.scope() == Scope.PER_LANE ? y : tracer.apply1(new Op.LaneBroadcast(), y);
    return tracer.graph("predictions", List.of(each));
  }

  ParameterSpec spec() {
    return spec;
  }

  /// Number of data sets.
  int sets() {
    return samples.count();
  }

  /// Number of predictions of all data sets.
  int predictions() {
    return targets.length;
  }

  /// Number of observations of a data set.
  int observations(int set) {
    return (int) IntStream.range(0, count()).filter(i -> weights[i * sets() + set] > 0).count();
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

  /// From tangents of predictions to those of residuals; 0 where there is no observation.
  private void slopes(int[] lanes, double[] predicted, double[] tangents) {
    for (int i = 0; i < tangents.length; i++) {
      double weight = weights[place(i, lanes)];
      tangents[i] = weight == 0 ? 0 : weight * scale.tangent(predicted[i], tangents[i]);
    }
  }

  private void residuals(int[] lanes, double[] predicted) {
    for (int i = 0; i < predicted.length; i++) {
      int place = place(i, lanes);
      double weight = weights[place];
      predicted[i] = weight == 0 ? 0 : weight * scale.difference(predicted[i], targets[place]);
    }
  }

  /// Checks what was observed.
  ///
  /// @throws IllegalArgumentException naming an observation that is not finite, or has no logarithm
  ///   where residuals are of logarithms, or a data set with no more observations than parameters
  void requireObservations() {
    for (int i = 0; i < targets.length; i++) {
      if (weights[i] > 0 && !scale.accepts(targets[i])) {
        throw new IllegalArgumentException(
            "estimation: target "
                + i / sets()
                + " of set "
                + i % sets()
                + " is "
                + targets[i]
                + (scale == ResidualScale.LOG
                    ? ", which has no finite logarithm"
                    : ", not finite; give it weight 0"));
      }
    }
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
