package dev.odeon.ode.control;

/// The law of the next step size: `h' = h * clip(safety * err^-alpha * previous^beta)`, with err
/// the weighted error of the step and `previous` that of the accepted step before; alpha and beta
/// are the given numbers divided by k, one more than the order of the error estimate. Hairer,
/// Norsett, Wanner, Solving Ordinary Differential Equations I, 2nd ed., section II.4 and equation
/// (IV.2.43).
///
/// @param alpha k times the exponent of the error, in (0, 2]
/// @param beta k times the exponent of the error before, in [0, 1]
/// @param safety factor below 1
/// @param minFactor least factor, in (0, 1)
/// @param maxFactor largest factor, above 1
public record Controller(
    double alpha, double beta, double safety, double minFactor, double maxFactor) {
  /// Integral control, as Hipparchus has it: factor 0.9 err^(-1/k) within 0.2 and 10.
  public static final Controller INTEGRAL = new Controller(1, 0, 0.9, 0.2, 10);

  /// Proportional-integral control: 0.9 err^(-0.7/k) previous^(0.4/k) within 0.2 and 10.
  public static final Controller PI = new Controller(0.7, 0.4, 0.9, 0.2, 10);

  public Controller {
    require(alpha > 0 && alpha <= 2, "alpha", alpha, "(0, 2]");
    require(beta >= 0 && beta <= 1, "beta", beta, "[0, 1]");
    require(safety > 0 && safety <= 1, "safety", safety, "(0, 1]");
    require(minFactor > 0 && minFactor < 1, "minFactor", minFactor, "(0, 1)");
    require(maxFactor > 1 && maxFactor < 1e6, "maxFactor", maxFactor, "(1, 1e6)");
  }

  private static void require(boolean holds, String name, double value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(
          "controller " + name + " " + value + " is outside " + range);
    }
  }
}
