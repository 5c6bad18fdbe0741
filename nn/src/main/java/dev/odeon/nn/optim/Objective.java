package dev.odeon.nn.optim;

/// A function to minimise, with its gradient.
@FunctionalInterface
public interface Objective {
  /// The value at `parameters`, with the gradient there.
  ///
  /// @param parameters the point; read only, and not kept
  /// @param gradientOut as long as `parameters`; every element is written
  /// @return the value; if it or the gradient is not finite, the function could not be evaluated
  ///   here
  double valueAndGradient(double[] parameters, double[] gradientOut);
}
