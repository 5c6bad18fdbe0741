package dev.odeon.adjoint.layer;

import dev.odeon.nn.trace.Tensor;

/// What a flow computes of one sample.
///
/// @param base the point of the base distribution that the sample comes from, `[d]`
/// @param logDensity the natural logarithm of the density at the sample, a scalar
/// @param kinetic the integral of `|f|^2` over time along the trajectory, a scalar
/// @param jacobian the integral of the square Frobenius norm of `df/dy`, a scalar
public record FlowDensity(Tensor base, Tensor logDensity, Tensor kinetic, Tensor jacobian) {
  /// The negative log-likelihood with the penalty: what training minimises the mean of.
  public Tensor loss(FlowPenalty penalty) {
    return kinetic
        .times(penalty.kinetic())
        .plus(jacobian.times(penalty.jacobian()))
        .minus(logDensity);
  }
}
