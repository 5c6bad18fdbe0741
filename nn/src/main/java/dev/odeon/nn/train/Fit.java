package dev.odeon.nn.train;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Tensor;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A layer fitted to samples: minimises the mean over samples of the loss between output and
/// target.
///
/// A neural differential equation is a layer like any other: its input is the initial state, its
/// output the states at the save times.
public final class Fit {
  private final Layer model;
  private final Loss loss;
  private final Samples samples;
  private final DType type;
  private final ParameterSpec spec;
  private final GraphObjective objective;
  private final Backend backend = Backends.preferred();

  private Fit(Layer model, Loss loss, Samples samples, DType type) {
    this.model = model;
    this.loss = loss;
    this.samples = samples;
    this.type = type;
    Shape output = model.outputShape(samples.inputShape());
    if (!output.equals(samples.targetShape())) {
      throw new IllegalArgumentException(
          "fit: output of shape ["
              + output
              + "], targets of shape ["
              + samples.targetShape()
              + "]");
    }
    spec = model.parameters(samples.inputShape());
    int count = samples.count();
    objective =
        GraphObjective.of(
            spec,
            type,
            List.of(lane(samples.inputShape()), lane(samples.targetShape())),
            List.of(type.rounded(samples.inputs()), type.rounded(samples.targets())),
            count,
            backend,
            (p, x) -> {
              Tensor one = loss.mean(model.apply(p, x.get(0)), x.get(1));
              return count == 1 ? one : one.dividedBy(count);
            });
  }

  /// `model` to be fitted to `samples` by `loss`.
  public static Fit of(Layer model, Loss loss, Samples samples) {
    return new Fit(model, loss, samples, DType.F64);
  }

  /// The same in another precision: parameters, samples and all that is computed of them are of
  /// element type `precision`, `F32` or `F64`; the state of the optimiser stays `f64`.
  public Fit in(DType precision) {
    return new Fit(model, loss, samples, precision);
  }

  private ValueType lane(Shape shape) {
    return new ValueType(new TensorType(type, shape), Scope.PER_LANE);
  }

  /// The parameters of the model.
  public ParameterSpec parameters() {
    return spec;
  }

  /// The loss as a function of the flat parameter vector. Not thread-safe.
  public GraphObjective objective() {
    return objective;
  }

  /// Trains from start values drawn by `seed`.
  public TrainingResult train(TrainingPlan plan, long seed) {
    return new Trainer(plan).train(objective, spec.initialize(seed, type));
  }

  /// Like [#train(TrainingPlan, long)], with a listener that is told of every step.
  public TrainingResult train(
      TrainingPlan plan, long seed, TrainingListener listener, BooleanSupplier cancelled) {
    return new Trainer(plan, listener, cancelled).train(objective, spec.initialize(seed, type));
  }

  /// The outputs of the model for the inputs of the samples, `[element][sample]`.
  public double[] predict(ParameterVector parameters) {
    return Prediction.of(
        model, parameters, samples.inputShape(), samples.inputs(), samples.count(), backend);
  }
}
