package dev.odeon.nn.train;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.SampleLoss;
import dev.odeon.nn.params.ParameterSpec;
import java.util.List;

/// A layer fitted to samples batch by batch: the mean of a loss over the samples of a batch. Not
/// thread-safe.
public final class BatchFit implements BatchObjective {
  private final Layer model;
  private final SampleLoss loss;
  private final GraphObjective objective;
  private final Samples samples;
  private final DType type;
  private final Batches batches;
  private final double[] inputs;
  private final double[] targets;

  private BatchFit(Layer model, SampleLoss loss, Samples samples, int size, DType type) {
    this.model = model;
    this.loss = loss;
    this.samples = samples;
    this.type = type;
    batches = new Batches(samples.count(), size);
    inputs = new double[samples.inputShape().size() * size];
    targets = new double[samples.targetShape().size() * size];
    objective =
        GraphObjective.of(
            model.parameters(samples.inputShape()),
            type,
            List.of(lane(samples.inputShape()), lane(samples.targetShape())),
            List.of(inputs, targets),
            size,
            Backends.preferred(),
            (p, x) -> loss.of(model.apply(p, x.get(0)), x.get(1)).dividedBy(size));
    draw(SplitMix64.stream(0, "first batch"));
  }

  /// `model` to be fitted to `samples` by `loss`.
  ///
  /// @param size samples in a batch, 1 to their number
  public static BatchFit of(Layer model, SampleLoss loss, Samples samples, int size) {
    return new BatchFit(model, loss, samples, size, DType.F64);
  }

  /// The same in another precision, see [Fit#in]. Its batches begin anew.
  public BatchFit in(DType precision) {
    return new BatchFit(model, loss, samples, batches.size(), precision);
  }

  private ValueType lane(Shape shape) {
    return new ValueType(new TensorType(type, shape), Scope.PER_LANE);
  }

  /// The parameters of the model.
  public ParameterSpec parameters() {
    return objective.spec();
  }

  @Override
  public void draw(SplitMix64 random) {
    int[] batch = batches.next(random);
    Batches.gather(samples.inputs(), samples.count(), batch, inputs);
    Batches.gather(samples.targets(), samples.count(), batch, targets);
    type.round(inputs);
    type.round(targets);
  }

  @Override
  public double valueAndGradient(double[] parameters, double[] gradientOut) {
    return objective.valueAndGradient(parameters, gradientOut);
  }
}
