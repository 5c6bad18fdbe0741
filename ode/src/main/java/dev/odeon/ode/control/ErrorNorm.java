package dev.odeon.ode.control;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.Tolerances;

/// How the error of a step is weighed.
public sealed interface ErrorNorm {
  /// The norm that `control` asks for.
  static ErrorNorm of(StepControl control) {
    return switch (control) {
      case StepControl.Fixed _ -> new Ignored();
      case StepControl.Adaptive adaptive -> new Weighted(adaptive.tolerances(), adaptive.norm());
    };
  }

  /// Steps are of fixed size, their errors are not asked for.
  record Ignored() implements ErrorNorm {}

  /// The norm of the components over their tolerances, `absTol + relTol max(|y|, |y1|)`.
  record Weighted(Tolerances tolerances, Norm norm) implements ErrorNorm {
    /// What each component is weighed against: `absTol + relTol max(|y|, |y1|)`, `[d]`.
    public Tensor scale(Tensor y, Tensor y1) {
      return NormGraphs.scale(y, y1, tolerances);
    }

    /// The norm of `x / scale`, scalar; NaN if a component is NaN.
    ///
    /// @param x any vector as long as the state, `[d]`
    public Tensor weigh(Tensor x, Tensor scale) {
      return NormGraphs.norm(norm, x.dividedBy(scale));
    }

    /// How far, weighted, an iteration for the new state may stop from its solution.
    public double newtonTolerance() {
      double relTol = Math.max(tolerances.relTol(), Tolerances.SMALLEST_RELATIVE);
      return Math.max(2 * Tolerances.SMALLEST_RELATIVE / relTol, Math.min(0.03, Math.sqrt(relTol)));
    }

    /// The weighted error `difference` of a step from `y` to `y1`, scalar.
    public Tensor of(Tensor difference, Tensor y, Tensor y1) {
      return weigh(difference, scale(y, y1));
    }
  }
}
