package dev.odeon.cli.fitfile;

/// How the gradient of the loss is computed.
public enum GradientMethod {
  /// Exact adjoint of the steps taken.
  DISCRETE,
  /// Continuous adjoint, solving the states backwards too.
  BACKSOLVE,
  /// Continuous adjoint with interpolated states.
  INTERPOLATING,
  /// Continuous adjoint, parameter integrals by quadrature.
  QUADRATURE,
  /// Continuous adjoint, parameter integrals by Gauss's rule.
  GAUSS,
  /// Forward sensitivities.
  FORWARD
}
