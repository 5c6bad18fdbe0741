package dev.odeon.adjoint.layer;

import dev.odeon.nn.init.SplitMix64;

/// The distribution of the noise of [Divergence.Hutchinson]: mean 0, variance 1, independent
/// components.
public enum FlowNoise {
  /// -1 and 1 with equal probability: the least variance of the estimate among all such
  /// distributions. M. F. Hutchinson, A stochastic estimator of the trace of the influence matrix
  /// for Laplacian smoothing splines (1989).
  RADEMACHER,
  /// Standard normal.
  GAUSSIAN;

  /// Fills `out` from `random`.
  public void fill(SplitMix64 random, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (this) {
            case RADEMACHER -> random.nextLong() < 0 ? -1 : 1;
            case GAUSSIAN -> random.nextGaussian();
          };
    }
  }
}
