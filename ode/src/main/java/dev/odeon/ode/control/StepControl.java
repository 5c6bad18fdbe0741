package dev.odeon.ode.control;

import dev.odeon.ode.problem.Tolerances;

/// How the sizes of steps are chosen.
public sealed interface StepControl {
  /// Most steps, accepted and rejected together, that one trajectory may take.
  long maxSteps();

  /// The same number of equal steps over the time span.
  ///
  /// @param steps number of steps, at least 1
  record Fixed(long steps) implements StepControl {
    public Fixed {
      if (steps < 1 || steps > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("steps " + steps + " is outside 1..2^31-1");
      }
    }

    @Override
    public long maxSteps() {
      return steps;
    }
  }

  /// Steps as large as the tolerances allow.
  ///
  /// @param tolerances what error a step may make
  /// @param controller the law of the step size
  /// @param maxSteps most steps, accepted and rejected together, at least 1
  record Adaptive(Tolerances tolerances, Controller controller, long maxSteps)
      implements StepControl {
    public Adaptive {
      if (maxSteps < 1) {
        throw new IllegalArgumentException("maxSteps " + maxSteps + " is below 1");
      }
    }
  }

  /// Default limit of steps.
  long DEFAULT_MAX_STEPS = 100_000;

  /// Adaptive steps by proportional-integral control.
  static StepControl adaptive(Tolerances tolerances) {
    return new Adaptive(tolerances, Controller.PI, DEFAULT_MAX_STEPS);
  }

  /// Equal steps.
  static StepControl fixed(long steps) {
    return new Fixed(steps);
  }
}
