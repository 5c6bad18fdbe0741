package dev.odeon.nn.train;

import dev.odeon.nn.optim.Lbfgs;

/// L-BFGS until it converges, or for its number of iterations. For objectives that are the same
/// function at every step.
///
/// @param minimizer its settings
public record LbfgsStage(Lbfgs minimizer) implements Stage {
  @Override
  public int steps() {
    return minimizer.maxIterations();
  }

  @Override
  public String kind() {
    return "Lbfgs";
  }
}
