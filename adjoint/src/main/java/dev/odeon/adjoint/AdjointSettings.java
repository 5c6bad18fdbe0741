package dev.odeon.adjoint;

import dev.odeon.ode.control.Norm;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.Tolerances;
import java.util.Optional;

/// How the adjoint equation of a continuous sensitivity is integrated. What is empty is that of the
/// forward solve.
///
/// The adjoint state of a trajectory is weighed after division by the largest of its cotangents, up
/// to a power of two: tolerances do not depend on the unit of the loss.
///
/// @param method of the steps backwards. If empty, a method that suits any equation stands in for a
///   forward method that asks for a second-order, separable or split one, and RODAS5P for methods
///   that begin anew at a low order
/// @param tolerances what error a step backwards may make. If empty and the forward solve takes
///   equal steps, so does the adjoint one, of about the same size
/// @param norm what makes one number of the errors of the components of the adjoint state, `[d]`
public record AdjointSettings(
    Optional<LaneMethod> method, Optional<Tolerances> tolerances, Optional<Norm> norm) {
  /// All as in the forward solve.
  public static final AdjointSettings DEFAULT =
      new AdjointSettings(Optional.empty(), Optional.empty(), Optional.empty());

  /// The same by another method.
  ///
  /// @throws IllegalArgumentException if the adjoint equation has not the form that it asks for
  public AdjointSettings by(LaneMethod other) {
    return new AdjointSettings(Optional.of(other), tolerances, norm);
  }

  /// The same within these tolerances.
  public AdjointSettings within(Tolerances own) {
    return new AdjointSettings(method, Optional.of(own), norm);
  }

  /// The same weighed by another norm.
  public AdjointSettings weighedBy(Norm own) {
    return new AdjointSettings(method, tolerances, Optional.of(own));
  }

  public AdjointSettings {
    method.ifPresent(AdjointMethod::check);
  }
}
