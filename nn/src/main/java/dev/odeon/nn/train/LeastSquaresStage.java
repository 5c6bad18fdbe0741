package dev.odeon.nn.train;

import dev.odeon.nn.optim.LevenbergMarquardt;
import dev.odeon.nn.optim.Residuals;

/// Levenberg-Marquardt on residuals of the full parameter vector; the loss is still the
/// objective's. Counts as one step, and is not resumed in its middle.
///
/// @param minimizer its settings
/// @param residuals whose sum of squares has the objective's minimum
public record LeastSquaresStage(LevenbergMarquardt minimizer, Residuals residuals)
    implements Stage {
  @Override
  public int steps() {
    return 1;
  }

  @Override
  public String kind() {
    return "LevenbergMarquardt";
  }
}
