package dev.odeon.ode.control;

/// The choice of the next step size: the factor of `law` times `safety`, within `minFactor` and
/// `maxFactor`, and below `safety` after a rejected step. NaN counts as an infinite error.
///
/// @param law how the size answers to the errors
/// @param safety factor, in (0, 1]
/// @param minFactor least factor, in (0, 1)
/// @param maxFactor largest factor, above 1
public record Controller(StepLaw law, double safety, double minFactor, double maxFactor) {
  /// Integral control, as Hipparchus has it: factor 0.9 err^(-1/k) within 0.2 and 10. The fewest
  /// steps, errors nearest to the tolerance, most rejections.
  public static final Controller INTEGRAL = of(new StepLaw.Filter(1, 0, 0, 0, 0));

  /// Proportional-integral control: 0.9 err^(-0.7/k) err1^(0.4/k) within 0.2 and 10. Hairer,
  /// Norsett, Wanner, Solving Ordinary Differential Equations I, 2nd ed., section II.4; K.
  /// Gustafsson, Control theoretic techniques for stepsize selection in explicit Runge-Kutta
  /// methods, ACM Transactions on Mathematical Software 17 (1991) 533-554.
  public static final Controller PI = of(new StepLaw.Filter(0.7, -0.4, 0, 0, 0));

  /// Proportional, integral and differential control, whose step sizes vary smoothly: H312PID of
  /// Soderlind (2003), see [StepLaw.Filter].
  public static final Controller PID = of(new StepLaw.Filter(1.0 / 18, 1.0 / 9, 1.0 / 18, 0, 0));

  /// The digital filter H211b with b = 4, for step sizes that must not chatter. Soderlind (2003),
  /// see [StepLaw.Filter].
  public static final Controller H211B = of(new StepLaw.Filter(0.25, 0.25, 0, 0.25, 0));

  /// Predictive control, made for implicit methods.
  public static final Controller PREDICTIVE = of(new StepLaw.Predictive());

  public Controller {
    require(safety > 0 && safety <= 1, "safety", safety, "(0, 1]");
    require(minFactor > 0 && minFactor < 1, "minFactor", minFactor, "(0, 1)");
    require(maxFactor > 1 && maxFactor < 1e6, "maxFactor", maxFactor, "(1, 1e6)");
  }

  /// Control by `law`, safety 0.9, factors within 0.2 and 10.
  public static Controller of(StepLaw law) {
    return new Controller(law, 0.9, 0.2, 10);
  }

  /// The same with another safety.
  public Controller withSafety(double factor) {
    return new Controller(law, factor, minFactor, maxFactor);
  }

  /// The same with other limits of the factor.
  public Controller withFactors(double least, double largest) {
    return new Controller(law, safety, least, largest);
  }

  private static void require(boolean holds, String name, double value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(
          "controller " + name + " " + value + " is outside " + range);
    }
  }
}
