package dev.odeon.adjoint.estimate;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.ResidualScale;
import dev.odeon.nn.optim.Residuals;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.nn.train.Samples;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Weighted residuals of a model on samples, those of weight zero left out, with their Jacobian by
/// forward mode, one run a column. Not thread-safe.
final class ModelResiduals implements Residuals {
  private final ParameterSpec spec;
  private final Executable jvp;
  private final int lanes;
  private final int[] observed;
  private final double[] targets;
  private final double[] weights;
  private final ResidualScale scale;
  private final double[][] inputs;
  private final double[][] outputs;

  /// Residuals of values, all of weight 1.
  ModelResiduals(Layer model, Samples samples) {
    spec = model.parameters(samples.inputShape());
    lanes = samples.count();
    targets = samples.targets();
    weights = new double[targets.length];
    Arrays.fill(weights, 1);
    scale = ResidualScale.VALUE;
    observed = observed(weights);
    int tensors = spec.entries().size();
    List<Integer> all = IntStream.range(0, tensors).boxed().toList();
    Graph graph = Pipeline.standard().apply(trace(model, samples));
    jvp = Backends.preferred().compile(Pipeline.standard().apply(ForwardMode.jvp(graph, all)));
    inputs = new double[2 * tensors + 1][];
    for (int i = 0; i < tensors; i++) {
      inputs[i] = new double[spec.entries().get(i).shape().size()];
      inputs[tensors + 1 + i] = new double[inputs[i].length];
    }
    inputs[tensors] = samples.inputs();
    outputs = new double[2][targets.length];
  }

  /// The same predictions, with everything else in place of that of `other`.
  private ModelResiduals(
      ModelResiduals other, double[] targets, double[] weights, ResidualScale scale) {
    spec = other.spec;
    jvp = other.jvp;
    lanes = other.lanes;
    inputs = other.inputs;
    outputs = other.outputs;
    this.targets = targets;
    this.weights = weights;
    this.scale = scale;
    observed = observed(weights);
  }

  ModelResiduals withTargets(double[] own) {
    return new ModelResiduals(this, own, weights, scale);
  }

  ModelResiduals withWeights(double[] own) {
    return new ModelResiduals(this, targets, own, scale);
  }

  ModelResiduals onLogarithms() {
    return new ModelResiduals(this, targets, weights, ResidualScale.LOG);
  }

  int predictions() {
    return targets.length;
  }

  private static int[] observed(double[] weights) {
    return IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
  }

  private Graph trace(Layer model, Samples samples) {
    Tracer tracer = new Tracer();
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (ParameterSpec.Entry entry : spec.entries()) {
      TensorType type = TensorType.f64(entry.shape().toArray());
      named.put(entry.path(), tracer.input(type, Scope.SHARED));
    }
    Shape input = samples.inputShape();
    Tensor x = tracer.input(new ValueType(TensorType.f64(input.toArray()), Scope.PER_LANE));
    Tensor y = model.apply(Parameters.of(named), x);
    Tensor each = y.scope() == Scope.PER_LANE ? y : tracer.apply1(new Op.LaneBroadcast(), y);
    return tracer.graph("predictions", List.of(each));
  }

  ParameterSpec spec() {
    return spec;
  }

  @Override
  public int count() {
    return observed.length;
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
        for (int row = 0; row < observed.length; row++) {
          jacobianOut[row][column] = slope(observed[row]);
        }
        column++;
      }
    }
    for (int row = 0; row < observed.length; row++) {
      residualsOut[row] = residual(observed[row]);
    }
  }

  /// Checks what was observed.
  ///
  /// @throws IllegalArgumentException naming an observation that is not finite, or has no logarithm
  ///   where residuals are of logarithms
  void requireObservations() {
    for (int i : observed) {
      if (!scale.accepts(targets[i])) {
        throw new IllegalArgumentException(
            "estimation: target "
                + i
                + " is "
                + targets[i]
                + (scale == ResidualScale.LOG
                    ? ", which has no finite logarithm"
                    : ", not finite; give it weight 0"));
      }
    }
  }

  private double residual(int i) {
    return weights[i] * scale.difference(outputs[0][i], targets[i]);
  }

  private double slope(int i) {
    return weights[i] * scale.tangent(outputs[0][i], outputs[1][i]);
  }
}
