package dev.odeon.nn.train;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.Placement;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.SampleLoss;
import dev.odeon.nn.optim.Optimizer;
import dev.odeon.nn.optim.OptimizerState;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import java.util.List;
import java.util.Optional;

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

  private final Optional<Backend> elsewhere;
  private int[] batch = new int[0];
  private boolean isGathered;

  private BatchFit(
      Layer model,
      SampleLoss loss,
      Samples samples,
      int size,
      DType type,
      Optional<Backend> elsewhere) {
    this.model = model;
    this.loss = loss;
    this.samples = samples;
    this.type = type;
    this.elsewhere = elsewhere;
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

  /// The same on a device: [BatchTrainer] then leaves samples, parameters and the optimiser's
  /// memory there from the first step to the last; what comes out has the same bits. User code in
  /// the model, solves among it, is run from this process, see [dev.odeon.nn.graph.CustomFunction].
  ///
  /// A device that fails during the training ends it with a [dev.odeon.nn.backend.DeviceException];
  /// a checkpoint can be resumed.
  ///
  /// @throws IllegalArgumentException if the device is demanded and cannot be used, with the reason
  public BatchFit on(Device device) {
    return switch (Placement.of(device)) {
      case Placement.Granted(Device.Cpu _, String _) -> on(Optional.empty());
      case Placement.Granted(Device granted, String _) -> on(Optional.of(Backends.on(granted)));
      case Placement.FellBack _ -> on(Optional.empty());
      case Placement.Refused(String reason) ->
          throw new IllegalArgumentException("device '" + device + "' cannot be used: " + reason);
    };
  }

  /// The same, samples, parameters and the optimiser's memory being kept by a backend.
  public BatchFit on(Backend backend) {
    return on(Optional.of(backend));
  }

  private BatchFit on(Optional<Backend> other) {
    return new BatchFit(model, loss, samples, batches.size(), type, other);
  }

  /// `model` to be fitted to `samples` by `loss`.
  ///
  /// @param size samples in a batch, 1 to their number
  public static BatchFit of(Layer model, SampleLoss loss, Samples samples, int size) {
    return new BatchFit(model, loss, samples, size, DType.F64, Optional.empty());
  }

  /// The same in another precision, see [Fit#in]. Its batches begin anew.
  public BatchFit in(DType precision) {
    return new BatchFit(model, loss, samples, batches.size(), precision, elsewhere);
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
    batch = batches.next(random);
    isGathered = false;
  }

  private void gather() {
    if (!isGathered) {
      Batches.gather(samples.inputs(), samples.count(), batch, inputs);
      Batches.gather(samples.targets(), samples.count(), batch, targets);
      type.round(inputs);
      type.round(targets);
      isGathered = true;
    }
  }

  @Override
  public double valueAndGradient(double[] parameters, double[] gradientOut) {
    gather();
    return objective.valueAndGradient(parameters, gradientOut);
  }

  @Override
  public Optional<BatchSteps> steps(
      Optimizer optimizer, ParameterVector parameters, OptimizerState memory) {
    return elsewhere.map(
        backend ->
            new ResidentSteps(
                backend,
                objective.loss(),
                samples,
                () -> batch,
                batches.size(),
                optimizer,
                parameters,
                memory));
  }
}
