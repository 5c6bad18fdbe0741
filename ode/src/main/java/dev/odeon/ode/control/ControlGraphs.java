package dev.odeon.ode.control;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.Tolerances;
import java.util.Collections;
import java.util.List;

/// Error norm and controller as traced expressions.
public final class ControlGraphs {
  /// Errors are not taken as smaller than this when the next step is sized.
  private static final double LEAST_ERROR = 1e-10;

  /// The error before is not taken as smaller than this.
  private static final double LEAST_PREVIOUS = 1e-4;

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

  /// Number of scalars that the law of `control` remembers.
  public static int remembered(StepControl control) {
    return switch (control) {
      case StepControl.Fixed _ -> 0;
      case StepControl.Adaptive adaptive -> adaptive.controller().beta() == 0 ? 0 : 1;
    };
  }

  /// What the law remembers at a start.
  public static List<Tensor> begin(StepControl control, Tensor like) {
    return Collections.nCopies(remembered(control), like.scalar(LEAST_PREVIOUS));
  }

  /// What the law remembers after an accepted step of weighted error `error`.
  public static List<Tensor> remember(StepControl control, Tensor error) {
    return Collections.nCopies(remembered(control), error.max(error.scalar(LEAST_PREVIOUS)));
  }

  /// The size of the step after one of size `tried`.
  ///
  /// @param h what the size of that step was before it was clipped
  /// @param memory what the law remembers
  /// @param order one more than the order of the error estimate
  public static Tensor next(
      StepControl control, Tensor error, Tensor h, Tensor tried, List<Tensor> memory, int order) {
    return switch (control) {
      case StepControl.Fixed _ -> h;
      case StepControl.Adaptive adaptive ->
          tried.times(factor(adaptive.controller(), error, memory, order));
    };
  }

  /// The factor from a step of weighted error `error` to the next; NaN counts as infinite.
  ///
  /// @param order one more than the order of the error estimate
  private static Tensor factor(Controller law, Tensor error, List<Tensor> memory, int order) {
    Tensor bounded = error.max(error.scalar(LEAST_ERROR));
    Tensor factor = bounded.pow(bounded.scalar(-law.alpha() / order)).times(law.safety());
    if (law.beta() != 0) {
      Tensor previous = memory.getFirst();
      factor = factor.times(previous.pow(previous.scalar(law.beta() / order)));
    }
    Tensor clipped = factor.max(factor.scalar(law.minFactor())).min(factor.scalar(law.maxFactor()));
    Tensor rejected = error.compare(Comparison.LE, 1).not();
    Tensor shrinking = clipped.min(clipped.scalar(law.safety()));
    Tensor known = error.compare(Comparison.EQ, error);
    return known.select(rejected.select(shrinking, clipped), factor.scalar(law.minFactor()));
  }
}
