package dev.odeon.ode.method;

import dev.odeon.ode.problem.AdditiveField;

/// An additive Runge-Kutta method for a field in two parts: the stiff one implicitly, the other
/// explicitly, so that Newton's iteration and the Jacobian see the stiff part alone. It solves
/// problems whose field is the sum of the parts, [AdditiveField#sum].
///
/// Within a step the state comes from the cubic through the states and derivatives at both ends.
///
/// @param name for messages
/// @param tableau its coefficients
/// @param parts the parts of the field
public record ImplicitExplicit(String name, AdditiveTableau tableau, AdditiveField parts)
    implements LaneMethod {
  private static final AdditiveTableau KENCARP_4 =
      AdditiveTableau.of(
          DiagonallyImplicit.KENCARP_4.tableau(),
          new double[][] {
            {},
            {0.5},
            {13861.0 / 62500, 6889.0 / 62500},
            {
              -116923316275.0 / 2393684061468.0,
              -2731218467317.0 / 15368042101831.0,
              9408046702089.0 / 11113171139209.0
            },
            {
              -451086348788.0 / 2902428689909.0,
              -2682348792572.0 / 7519795681897.0,
              12662868775082.0 / 11960479115383.0,
              3355817975965.0 / 11060851509271.0
            },
            {
              647845179188.0 / 3216320057751.0,
              73281519250.0 / 8382639484533.0,
              552539513391.0 / 3454668386233.0,
              3354512671639.0 / 8306763924573.0,
              4040.0 / 17871
            }
          });

  /// ARK4(3)6L[2]SA, order 4. C. A. Kennedy, M. H. Carpenter, Additive Runge-Kutta schemes for
  /// convection-diffusion-reaction equations, Applied Numerical Mathematics 44 (2003) 139-181.
  public static ImplicitExplicit kenCarp4(AdditiveField parts) {
    return new ImplicitExplicit("kencarp4_imex", KENCARP_4, parts);
  }

  @Override
  public int order() {
    return tableau.implicit().order();
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
