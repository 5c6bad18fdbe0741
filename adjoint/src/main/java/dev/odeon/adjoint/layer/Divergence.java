package dev.odeon.adjoint.layer;

/// How the divergence of a flow's field, the trace of its Jacobian `J = df/dy`, is computed while a
/// flow is trained.
public sealed interface Divergence {
  /// The trace of the whole Jacobian, which costs one derivative of the field a component: for few
  /// components.
  record Exact() implements Divergence {}

  /// `e^T J e` for noise e, one vector a trajectory, the same throughout a solve: one derivative of
  /// the field whatever the number of components; its mean over noise is the trace. The square norm
  /// of J is estimated by `|e^T J|^2` with the same product.
  ///
  /// Grathwohl, Chen, Bettencourt, Sutskever, Duvenaud, FFJORD: free-form continuous dynamics for
  /// scalable reversible generative models (2019), section 3.1.
  ///
  /// @param noise its distribution
  record Hutchinson(FlowNoise noise) implements Divergence {}
}
