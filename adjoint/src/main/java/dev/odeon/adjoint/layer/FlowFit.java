package dev.odeon.adjoint.layer;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.train.BatchObjective;
import dev.odeon.nn.train.Batches;
import dev.odeon.nn.train.GraphObjective;
import java.util.List;

/// The mean over a batch of samples of the negative log-likelihood of a flow and its penalty: what
/// a [dev.odeon.nn.train.BatchTrainer] minimises. Not thread-safe.
///
/// Each draw takes other samples and, if the divergence is estimated, other noise, one vector a
/// sample.
public final class FlowFit implements BatchObjective {
  private final GraphObjective objective;
  private final Batches batches;
  private final Divergence divergence;
  private final double[] samples;
  private final int count;
  private final double[] batch;
  private final double[] noise;

  private FlowFit(ContinuousFlow flow, FlowPenalty penalty, double[] samples, int count, int size) {
    int d = flow.dimension();
    if (samples.length != (long) d * count) {
      throw new IllegalArgumentException(
          "flow fit: " + samples.length + " numbers for " + count + " samples of " + d);
    }
    batches = new Batches(count, size);
    divergence = flow.divergence();
    this.samples = samples.clone();
    this.count = count;
    batch = new double[d * size];
    noise = new double[d * size];
    ValueType vector = new ValueType(TensorType.f64(d), Scope.PER_LANE);
    objective =
        GraphObjective.of(
            flow.parameters(),
            List.of(vector, vector),
            List.of(batch, noise),
            size,
            Backends.preferred(),
            (p, x) -> flow.trace(p, x.get(0), x.get(1)).loss(penalty).dividedBy(size));
    draw(SplitMix64.stream(0, "first batch"));
  }

  /// `flow` to be fitted to samples.
  ///
  /// @param samples `[component][sample]`
  /// @param count number of samples
  /// @param size samples in a batch, 1 to `count`
  public static FlowFit of(
      ContinuousFlow flow, FlowPenalty penalty, double[] samples, int count, int size) {
    return new FlowFit(flow, penalty, samples, count, size);
  }

  @Override
  public void draw(SplitMix64 random) {
    Batches.gather(samples, count, batches.next(random), batch);
    switch (divergence) {
      case Divergence.Exact _ -> {}
      case Divergence.Hutchinson estimate -> estimate.noise().fill(random, noise);
    }
  }

  @Override
  public double valueAndGradient(double[] parameters, double[] gradientOut) {
    return objective.valueAndGradient(parameters, gradientOut);
  }
}
