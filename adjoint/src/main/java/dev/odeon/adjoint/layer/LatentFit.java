package dev.odeon.adjoint.layer;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.train.BatchObjective;
import dev.odeon.nn.train.Batches;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.nn.train.Samples;
import java.util.List;

/// The mean over a batch of sequences of the negative evidence lower bound of a latent equation:
/// what a [dev.odeon.nn.train.BatchTrainer] minimises. Not thread-safe.
///
/// Each draw takes other sequences and other noise, one draw of the latent start a sequence.
public final class LatentFit implements BatchObjective {
  private final GraphObjective objective;
  private final Samples samples;
  private final Batches batches;
  private final double[] sequences;
  private final double[] targets;
  private final double[] noise;

  private LatentFit(LatentOde model, Samples samples, int size, double std) {
    if (!(std > 0 && std < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "latent fit: standard deviation " + std + " is not a finite number above 0");
    }
    this.samples = samples;
    batches = new Batches(samples.count(), size);
    sequences = new double[samples.inputShape().size() * size];
    targets = new double[samples.targetShape().size() * size];
    noise = new double[model.latent() * size];
    objective =
        GraphObjective.of(
            model.parameters(samples.inputShape()),
            List.of(
                type(samples.inputShape()),
                type(samples.targetShape()),
                type(Shape.of(model.latent()))),
            List.of(sequences, targets, noise),
            size,
            Backends.preferred(),
            (p, x) ->
                model
                    .trace(p, x.get(0), x.get(2))
                    .evidenceBound(x.get(1), std)
                    .dividedBy(-size));
    draw(SplitMix64.stream(0, "first batch"));
  }

  /// `model` to be fitted to sequences.
  ///
  /// @param samples inputs: what the encoder reads; targets `[m, 1 + k]`: see
  ///   [LatentPath#logLikelihood]
  /// @param size sequences in a batch, 1 to their number
  /// @param std standard deviation of the observations
  public static LatentFit of(LatentOde model, Samples samples, int size, double std) {
    return new LatentFit(model, samples, size, std);
  }

  private static ValueType type(Shape shape) {
    return new ValueType(TensorType.f64(shape.toArray()), Scope.PER_LANE);
  }

  /// The parameters of the model.
  public ParameterSpec parameters() {
    return objective.spec();
  }

  @Override
  public void draw(SplitMix64 random) {
    int[] batch = batches.next(random);
    Batches.gather(samples.inputs(), samples.count(), batch, sequences);
    Batches.gather(samples.targets(), samples.count(), batch, targets);
    FlowNoise.GAUSSIAN.fill(random, noise);
  }

  @Override
  public double valueAndGradient(double[] parameters, double[] gradientOut) {
    return objective.valueAndGradient(parameters, gradientOut);
  }
}
