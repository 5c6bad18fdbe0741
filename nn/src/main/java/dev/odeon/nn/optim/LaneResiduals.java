package dev.odeon.nn.optim;

/// A vector of residuals r(p) for each of many lanes, which share nothing but their number: data
/// sets to which one model is fitted, each with parameters of its own.
public interface LaneResiduals {
  /// Number of residuals of a lane, at least 1.
  int count();

  /// Number of parameters of a lane, at least 1.
  int parameters();

  /// Residuals and their Jacobians of some lanes. What a lane gets must not depend on which others
  /// are asked for with it.
  ///
  /// @param lanes which, `k` of them
  /// @param at `[parameter][k]`; read only, and not kept
  /// @param residualsOut `[residual][k]`
  /// @param jacobianOut for each parameter `[residual][k]`; a number of a lane that is not finite,
  ///   here or in the residuals, means that it could not be evaluated there
  void evaluate(int[] lanes, double[][] at, double[] residualsOut, double[][] jacobianOut);
}
