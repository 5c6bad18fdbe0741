package dev.odeon.adjoint.layer;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import java.util.List;

/// What a latent equation computes of one sequence.
///
/// @param mean of the latent start's distribution, `[l]`
/// @param logVariance the logarithm of its variances, `[l]`
/// @param outputs the decoded states at the m save times, `[m, k]`
public record LatentPath(Tensor mean, Tensor logVariance, Tensor outputs) {
  /// The divergence of Kullback and Leibler of the latent start's distribution from the standard
  /// normal one, in nats: `(sum of m^2 + v - 1 - log v) / 2`. Kingma and Welling, Auto-encoding
  /// variational Bayes (2014), appendix B.
  public Tensor divergence() {
    Tensor each = mean.times(mean).plus(logVariance.exp()).minus(1).minus(logVariance);
    return each.sum().times(0.5);
  }

  /// The logarithm of the normal density of what was observed, around the outputs.
  ///
  /// @param target `[m, 1 + k]`, a row a save time: 1 where it was observed, else 0; the k numbers
  /// @param std the standard deviation of the observations, of every number
  public Tensor logLikelihood(Tensor target, double std) {
    int rows = outputs.shape().dim(0);
    int width = outputs.shape().dim(1);
    if (!target.shape().equals(Shape.of(rows, width + 1))) {
      throw new IllegalArgumentException(
          "latent path: target of shape ["
              + target.shape()
              + "] is not ["
              + rows
              + " x "
              + (width + 1)
              + "]");
    }
    Tensor seen = columns(target, 0, 1).reshape(Shape.of(rows));
    Tensor spread =
        target.tracer().apply1(new Op.BroadcastInDim(Shape.of(rows, width), List.of(0)), seen);
    Tensor observed = spread.compare(Comparison.GT, 0);
    Tensor error = outputs.minus(columns(target, 1, width + 1)).dividedBy(std);
    Tensor kept = observed.select(error, error.zeros());
    double constant = Math.log(std) + 0.5 * Math.log(2 * Math.PI);
    Tensor constants = observed.select(error.scalar(constant), error.zeros());
    return kept.times(kept).times(-0.5).minus(constants).sum();
  }

  /// The evidence lower bound: [#logLikelihood] less [#divergence], one draw of the latent start.
  public Tensor evidenceBound(Tensor target, double std) {
    return logLikelihood(target, std).minus(divergence());
  }

  private static Tensor columns(Tensor matrix, int from, int to) {
    int rows = matrix.shape().dim(0);
    return matrix
        .tracer()
        .apply1(new Op.Slice(List.of(0, from), List.of(rows, to), List.of(1, 1)), matrix);
  }
}
