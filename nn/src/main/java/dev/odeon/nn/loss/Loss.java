package dev.odeon.nn.loss;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// The mean of a penalty over the observed elements.
///
/// @param penalty what one residual costs
/// @param scale on which scale it is taken
public record Loss(Penalty penalty, ResidualScale scale) {
  /// Mean square error.
  public static final Loss MEAN_SQUARE = new Loss(new Penalty.Square(), ResidualScale.VALUE);

  /// Mean absolute error.
  public static final Loss MEAN_ABSOLUTE = new Loss(new Penalty.Absolute(), ResidualScale.VALUE);

  /// Mean Huber loss with delta 1.
  public static final Loss HUBER = new Loss(new Penalty.Huber(1), ResidualScale.VALUE);

  /// Residuals where `weight` is positive, 0 elsewhere, so a missing observation may be any number.
  ///
  /// @param predicted predictions
  /// @param observed observations, of the same shape
  /// @param weight weights, of the same shape, 0 where nothing was observed
  public Tensor residuals(Tensor predicted, Tensor observed, Tensor weight) {
    Tensor seen = weight.compare(Comparison.GT, 0);
    Tensor p = seen.select(predicted, predicted.scalar(1));
    Tensor o = seen.select(observed, observed.scalar(1));
    return switch (scale) {
      case VALUE -> p.minus(o);
      case LOG -> p.log().minus(o.log());
    };
  }

  /// `sum of weight * penalty(residual)` over all elements of one lane.
  public Tensor sum(Tensor predicted, Tensor observed, Tensor weight) {
    return penalty.apply(residuals(predicted, observed, weight)).times(weight).sum();
  }

  /// The mean of `penalty(residual)`, all elements observed.
  public Tensor mean(Tensor predicted, Tensor observed) {
    if (!predicted.shape().equals(observed.shape())) {
      throw new IllegalArgumentException(
          "loss: predictions of shape ["
              + predicted.shape()
              + "], observations of shape ["
              + observed.shape()
              + "]");
    }
    Tensor residual =
        switch (scale) {
          case VALUE -> predicted.minus(observed);
          case LOG -> predicted.log().minus(observed.log());
        };
    return penalty.apply(residual).mean();
  }
}
