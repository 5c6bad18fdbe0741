package dev.odeon.adjoint;

import dev.odeon.ode.method.LaneMethod;

/// A sensitivity chosen by the sizes of a solve and its method.
///
/// @param sensitivity the choice
/// @param reason why, in one line
public record SensitivityChoice(Sensitivity sensitivity, String reason) {
  /// Up to as many directions, forward sensitivities cost no more than a backward sweep.
  private static final int FEW = 4;

  /// Chooses.
  ///
  /// @param method of the forward solve
  /// @param dimension length of the state
  /// @param parameters number of all parameters
  public static SensitivityChoice of(LaneMethod method, int dimension, int parameters) {
    if (!method.isReversible()) {
      return new SensitivityChoice(
          new Sensitivity.Gauss(),
          "Gauss: steps of method '"
              + method.name()
              + "' loop as the state demands and cannot be differentiated");
    }
    int directions = dimension + parameters;
    if (directions <= FEW) {
      return new SensitivityChoice(
          new Sensitivity.Forward(),
          "Forward: " + directions + " directions cost less than a sweep backwards");
    }
    return new SensitivityChoice(
        new Sensitivity.Discrete(),
        "Discrete: exact for the steps of method '"
            + method.name()
            + "', at a cost that "
            + directions
            + " directions do not raise");
  }
}
