package dev.odeon.adjoint;

import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.Tolerances;

/// How a state with f(y, p) = 0 is looked for.
public sealed interface SteadySearch {
  /// The trajectory is followed until its derivative is small, and then Newton's iteration: the
  /// state that the trajectory settles in is found, a stable one.
  ///
  /// @param settled a derivative is small up to `absTol_i + relTol |y_i|`; within what the errors
  ///   of the steps leave, about their tolerance times the largest eigenvalue of the Jacobian
  /// @param longest how far it is followed, in units of t, above 0
  record Integrating(LaneMethod method, StepControl control, Tolerances settled, double longest)
      implements SteadySearch {
    public Integrating {
      if (!(longest > 0 && longest < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("longest " + longest + " is not a finite number > 0");
      }
    }

    /// Within tolerances of 1e-6, until the derivative is 1e-4, for a time of at most 10^6.
    public static Integrating by(LaneMethod method) {
      StepControl control = StepControl.adaptive(Tolerances.DEFAULT);
      return new Integrating(method, control, Tolerances.of(1e-4, 1e-4), 1e6);
    }
  }

  /// Newton's iteration from the guess, whose steps are halved until the derivative gets smaller:
  /// finds unstable states as well as stable ones, from a guess that is near enough.
  ///
  /// @param evaluations most evaluations of the field and its Jacobian, at least 1
  record Newton(int evaluations) implements SteadySearch {
    public Newton {
      if (evaluations < 1) {
        throw new IllegalArgumentException("evaluations " + evaluations + " is below 1");
      }
    }
  }
}
