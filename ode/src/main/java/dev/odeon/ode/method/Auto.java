package dev.odeon.ode.method;

/// An explicit method that hands over to a Rosenbrock method while the problem is stiff, and takes
/// over again when it no longer is; each lane by itself.
///
/// The explicit method's last two stages, both at the end of the step, estimate the largest
/// eigenvalue that matters: `rho = |k_s - k_{s-1}| / |g_s - g_{s-1}|`. Where `h rho` lies beyond
/// its region of stability for several steps, stability and not accuracy limits the step. E.
/// Hairer, G. Wanner, Solving Ordinary Differential Equations II, 2nd ed., section IV.2, equation
/// (2.23).
///
/// @param name the name a user selects it by
/// @param explicit while the problem is not stiff; its last two nodes must be 1
/// @param stiff while it is; its error estimate must go with the same power of the step size
public record Auto(String name, ExplicitRungeKutta explicit, Rosenbrock stiff)
    implements LaneMethod {
  /// Tsitouras 5(4) and RODAS5P.
  public static final Auto METHOD = new Auto("auto", Tsit5.METHOD, Rosenbrock.RODAS_5P);

  public Auto {
    ButcherTableau tableau = explicit.tableau();
    if (tableau.stages() < 2
        || tableau.allStages() > tableau.stages()
        || tableau.c(tableau.stages() - 2) != 1) {
      throw new IllegalArgumentException(
          "method '"
              + explicit.name()
              + "' has no two stages at the end of a step, or an interpolant with stages of its own");
    }
    if (tableau.embeddedOrder() != stiff.tableau().orders().embedded()) {
      throw new IllegalArgumentException(
          "methods '"
              + explicit.name()
              + "' and '"
              + stiff.name()
              + "' estimate errors of different orders");
    }
  }

  @Override
  public int order() {
    return explicit.order();
  }

  @Override
  public boolean hasErrorEstimate() {
    return true;
  }

  @Override
  public boolean isReversible() {
    return true;
  }

  @Override
  public String toString() {
    return name;
  }
}
