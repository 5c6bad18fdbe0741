package dev.odeon.ode.control;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.Tolerances;

/// Error norm and controller as traced expressions.
public final class ControlGraphs {
  /// Errors are not taken as smaller than this when the next step is sized.
  private static final double LEAST_ERROR = 1e-10;

  /// The error before is not taken as smaller than this.
  public static final double LEAST_PREVIOUS = 1e-4;

  private ControlGraphs() {}

  /// `absTol + relTol * max(|y|, |z|)`.
  public static Tensor scale(Tensor y, Tensor z, Tolerances tolerances) {
    return y.abs().max(z.abs()).fma(y.scalar(tolerances.relTol()), y.scalar(tolerances.absTol()));
  }

  /// The root of the mean of the squares of `x / scale`.
  public static Tensor norm(Tensor x, Tensor scale) {
    Tensor weighed = x.dividedBy(scale);
    return weighed.times(weighed).mean().sqrt();
  }

  /// The factor from a step of weighted error `error` to the next; NaN counts as infinite.
  ///
  /// @param order one more than the order of the error estimate
  public static Tensor factor(Controller law, Tensor error, Tensor previous, int order) {
    Tensor bounded = error.max(error.scalar(LEAST_ERROR));
    Tensor factor = bounded.pow(bounded.scalar(-law.alpha() / order)).times(law.safety());
    if (law.beta() != 0) {
      factor = factor.times(previous.pow(previous.scalar(law.beta() / order)));
    }
    Tensor clipped = factor.max(factor.scalar(law.minFactor())).min(factor.scalar(law.maxFactor()));
    Tensor rejected = error.compare(Comparison.LE, 1).not();
    Tensor shrinking = clipped.min(clipped.scalar(law.safety()));
    Tensor known = error.compare(Comparison.EQ, error);
    return known.select(rejected.select(shrinking, clipped), factor.scalar(law.minFactor()));
  }
}
