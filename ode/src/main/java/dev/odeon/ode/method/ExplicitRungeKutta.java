package dev.odeon.ode.method;

/// An explicit Runge-Kutta method: runs on lanes, differentiable step by step.
///
/// @param name the name a user selects it by
/// @param tableau its coefficients
public record ExplicitRungeKutta(String name, ButcherTableau tableau) implements LaneMethod {
  @Override
  public boolean hasErrorEstimate() {
    return tableau.hasErrorEstimate();
  }

  @Override
  public int order() {
    return tableau.order();
  }

  @Override
  public boolean isReversible() {
    return true;
  }

  @Override
  public boolean takesSinglePrecision() {
    return true;
  }

  @Override
  public String toString() {
    return name;
  }
}
