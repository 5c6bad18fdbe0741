package dev.odeon.nn.optim;

/// A vector of residuals r(p) whose sum of squares is to be minimised.
public interface Residuals {
  /// Number of residuals, at least 1.
  int count();

  /// Residuals and their Jacobian at `parameters`.
  ///
  /// @param parameters the point; read only, and not kept
  /// @param residualsOut of length [#count]
  /// @param jacobianOut `[residual][parameter]`; a number that is not finite, here or in the
  ///   residuals, means that they could not be evaluated here
  void evaluate(double[] parameters, double[] residualsOut, double[][] jacobianOut);
}
