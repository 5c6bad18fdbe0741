package dev.odeon.adjoint;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;

/// How a solve inside a model is done, whatever its field.
///
/// @param method the method
/// @param control its step sizes
/// @param span the interval of integration
/// @param saveAt the times of the result's rows
/// @param sensitivity how it is differentiated in reverse
/// @param backend where its graphs run
/// @param threads most threads it may use, at least 1
public record SolvePlan(
    LaneMethod method,
    StepControl control,
    TimeSpan span,
    SaveAt saveAt,
    Sensitivity sensitivity,
    Backend backend,
    int threads) {
  public SolvePlan {
    saveAt.checkWithin(span);
    if (sensitivity.isOfSteps() && !method.isReversible()) {
      throw new IllegalArgumentException(
          "method '"
              + method.name()
              + "' has no sensitivity "
              + sensitivity.getClass().getSimpleName()
              + ": its steps loop as the state demands; take Gauss, Interpolating or Quadrature");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + " is below 1");
    }
  }

  /// One thread, the preferred backend, the discrete adjoint, or [Sensitivity.Gauss] for a method
  /// whose steps cannot be differentiated.
  public static SolvePlan of(LaneMethod method, StepControl control, TimeSpan span, SaveAt saveAt) {
    Sensitivity sensitivity =
        method.isReversible() ? new Sensitivity.Discrete() : new Sensitivity.Gauss();
    return new SolvePlan(method, control, span, saveAt, sensitivity, Backends.preferred(), 1);
  }

  /// With another sensitivity.
  public SolvePlan with(Sensitivity other) {
    return new SolvePlan(method, control, span, saveAt, other, backend, threads);
  }

  /// With another limit of threads.
  public SolvePlan onThreads(int most) {
    return new SolvePlan(method, control, span, saveAt, sensitivity, backend, most);
  }
}
