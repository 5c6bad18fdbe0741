package dev.odeon.nn.optim;

/// An [Objective] with products of its Hessian, the matrix of its second derivatives.
public interface CurvedObjective extends Objective {
  /// The product of the Hessian at `parameters` with `direction`.
  ///
  /// @param parameters the point; read only, and not kept
  /// @param direction as long as `parameters`
  /// @param productOut as long as `parameters`; every element is written; not finite where the
  ///   function could not be evaluated
  void hessianProduct(double[] parameters, double[] direction, double[] productOut);
}
