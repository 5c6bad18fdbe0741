package dev.odeon.nn.train;

/// A batch at the parameters before a step.
///
/// @param loss its loss
/// @param gradientNorm Euclidean norm of the gradient
public record BatchEvaluation(double loss, double gradientNorm) {
  /// Whether a step can be taken from there.
  public boolean isFinite() {
    return Double.isFinite(loss) && Double.isFinite(gradientNorm);
  }
}
