package dev.odeon.ode.control;

import dev.odeon.ode.problem.Tolerances;
import java.util.OptionalDouble;

/// How the sizes of steps are chosen.
public sealed interface StepControl {
  /// Most steps, accepted and rejected together, that one trajectory may take.
  long maxSteps();

  /// Least size of a step, in units of t; 0: only the resolution of time limits it.
  double minStep();

  /// Checks that it fits a state.
  ///
  /// @throws IllegalArgumentException if it does not fit states of `dimension` components
  void checkDimension(int dimension);

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

    @Override
    public double minStep() {
      return 0;
    }

    @Override
    public void checkDimension(int dimension) {}
  }

  /// Steps as large as the tolerances allow.
  ///
  /// Sizes are positive whatever the direction of integration, in units of t. A step is never
  /// smaller than `minStep`, unless it ends at the end; if a step that small is rejected, the
  /// trajectory ends in [dev.odeon.ode.solution.Outcome.StepUnderflow]. It is never larger than
  /// `maxStep`, but for one part in 10^10 where that reaches the end.
  ///
  /// @param tolerances what error a step may make
  /// @param controller the law of the step size
  /// @param norm what makes one number of the errors of the components
  /// @param initialStep size of the first step; chosen from the sizes of y, y' and y'' if empty
  /// @param minStep least size of a step, at least 0
  /// @param maxStep largest size of a step, at least `minStep` and above 0, may be infinite
  /// @param maxSteps most steps, accepted and rejected together, at least 1
  record Adaptive(
      Tolerances tolerances,
      Controller controller,
      Norm norm,
      OptionalDouble initialStep,
      double minStep,
      double maxStep,
      long maxSteps)
      implements StepControl {
    public Adaptive {
      if (!(minStep >= 0 && minStep < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("minStep " + minStep + " is not a finite number >= 0");
      }
      if (!(maxStep > 0)) {
        throw new IllegalArgumentException("maxStep " + maxStep + " is not above 0");
      }
      if (minStep > maxStep) {
        throw new IllegalArgumentException("minStep " + minStep + " is above maxStep " + maxStep);
      }
      initialStep.ifPresent(step -> checkInitial(step, minStep, maxStep));
      if (maxSteps < 1) {
        throw new IllegalArgumentException("maxSteps " + maxSteps + " is below 1");
      }
    }

    /// Steps by `tolerances` and `controller`, of any size.
    public Adaptive(Tolerances tolerances, Controller controller, long maxSteps) {
      this(
          tolerances,
          controller,
          Norm.ROOT_MEAN_SQUARE,
          OptionalDouble.empty(),
          0,
          Double.POSITIVE_INFINITY,
          maxSteps);
    }

    private static void checkInitial(double step, double minStep, double maxStep) {
      if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "initialStep " + step + " is not a finite number above 0");
      }
      if (step < minStep || step > maxStep) {
        throw new IllegalArgumentException(
            "initialStep " + step + " is outside minStep " + minStep + " to maxStep " + maxStep);
      }
    }

    /// Whether any step size is allowed.
    public boolean allowsAnyStep() {
      return minStep == 0 && maxStep == Double.POSITIVE_INFINITY;
    }

    @Override
    public void checkDimension(int dimension) {
      tolerances.checkDimension(dimension);
      norm.checkDimension(dimension);
    }

    /// The same with another controller.
    public Adaptive withController(Controller other) {
      return new Adaptive(tolerances, other, norm, initialStep, minStep, maxStep, maxSteps);
    }

    /// The same with another norm.
    public Adaptive withNorm(Norm other) {
      return new Adaptive(tolerances, controller, other, initialStep, minStep, maxStep, maxSteps);
    }

    /// The same with a first step of size `step`.
    public Adaptive withInitialStep(double step) {
      OptionalDouble first = OptionalDouble.of(step);
      return new Adaptive(tolerances, controller, norm, first, minStep, maxStep, maxSteps);
    }

    /// The same with steps of at least `step`.
    public Adaptive withMinStep(double step) {
      return new Adaptive(tolerances, controller, norm, initialStep, step, maxStep, maxSteps);
    }

    /// The same with steps of at most `step`.
    public Adaptive withMaxStep(double step) {
      return new Adaptive(tolerances, controller, norm, initialStep, minStep, step, maxSteps);
    }

    /// The same with another limit of the number of steps.
    public Adaptive withMaxSteps(long steps) {
      return new Adaptive(tolerances, controller, norm, initialStep, minStep, maxStep, steps);
    }
  }

  /// Default limit of steps.
  long DEFAULT_MAX_STEPS = 100_000;

  /// Adaptive steps by proportional-integral control, errors weighed by their root mean square.
  static Adaptive adaptive(Tolerances tolerances) {
    return new Adaptive(tolerances, Controller.PI, DEFAULT_MAX_STEPS);
  }

  /// Equal steps.
  static Fixed fixed(long steps) {
    return new Fixed(steps);
  }
}
