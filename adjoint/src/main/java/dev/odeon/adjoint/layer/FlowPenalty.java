package dev.odeon.adjoint.layer;

/// What is added to the negative log-likelihood of each sample to make a flow's trajectories short
/// and straight: `kinetic * integral of |f|^2 dt + jacobian * integral of |J|^2 dt`, with the
/// Frobenius norm of `J = df/dy`, along the sample's trajectory.
///
/// Finlay, Jacobsen, Nurbekyan, Oberman, How to train your neural ODE: the world of Jacobian and
/// kinetic regularization (2020), equation 9, as sums, not means, over components.
///
/// @param kinetic weight of the kinetic energy, finite, at least 0
/// @param jacobian weight of the square norm of the Jacobian, finite, at least 0
public record FlowPenalty(double kinetic, double jacobian) {
  /// No penalty.
  public static final FlowPenalty NONE = new FlowPenalty(0, 0);

  public FlowPenalty {
    check("kinetic", kinetic);
    check("jacobian", jacobian);
  }

  private static void check(String what, double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "flow penalty: weight " + what + " " + weight + " is not a finite number >= 0");
    }
  }
}
