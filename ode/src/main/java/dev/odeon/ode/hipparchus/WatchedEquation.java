package dev.odeon.ode.hipparchus;

import dev.odeon.ode.solution.Outcome;
import org.hipparchus.ode.AbstractIntegrator;
import org.hipparchus.ode.MultistepIntegrator;
import org.hipparchus.ode.ODEIntegrator;
import org.hipparchus.ode.OrdinaryDifferentialEquation;

/// The right-hand side as one integrator sees it: the place from where the integrator's attempts
/// are counted and stopped, since Hipparchus tells of accepted steps only.
final class WatchedEquation implements OrdinaryDifferentialEquation {
  /// No method evaluates the field this often in one attempt: a bound on attempts that this class
  /// cannot tell apart.
  private static final long MOST_EVALUATIONS_A_STEP = 512;

  private final GuardedField field;
  private final Progress progress;
  private final ODEIntegrator integrator;
  private final ODEIntegrator starter;
  private final double unset;
  private final long mostAttempts;
  private final Patience patience;
  private double step;
  private double starterStep;
  private long accepted;

  /// @param mostAttempts most attempts, those of earlier integrators included
  /// @param patience the limits of evaluations and time
  WatchedEquation(
      GuardedField field,
      Progress progress,
      AbstractIntegrator integrator,
      long mostAttempts,
      Patience patience) {
    this.field = field;
    this.progress = progress;
    this.integrator = integrator;
    this.mostAttempts = mostAttempts;
    this.patience = patience;
    starter =
        integrator instanceof MultistepIntegrator multistep
            ? multistep.getStarterIntegrator()
            : integrator;
    unset = integrator.getCurrentSignedStepsize();
    step = unset;
    starterStep = starter.getCurrentSignedStepsize();
    accepted = progress.accepted();
  }

  @Override
  public int getDimension() {
    return field.dimension();
  }

  @Override
  public double[] computeDerivatives(double t, double[] y) {
    if (Thread.currentThread().isInterrupted()) {
      throw new Stop(new Outcome.Cancelled(progress.t()));
    }
    if (patience.isTimeUp()) {
      throw new Stop(new Outcome.Deadline(progress.t()));
    }
    if (isNewAttempt()) {
      beginAttempt();
    }
    return field.evaluate(progress.origin() + t, y);
  }

  /// Size of the step under way; NaN before the first.
  double step() {
    return same(step, unset) ? starterStep : step;
  }

  private boolean isNewAttempt() {
    return progress.accepted() != accepted
        || !same(integrator.getCurrentSignedStepsize(), step)
        || !same(starter.getCurrentSignedStepsize(), starterStep);
  }

  private void beginAttempt() {
    accepted = progress.accepted();
    step = integrator.getCurrentSignedStepsize();
    starterStep = starter.getCurrentSignedStepsize();
    double h = step();
    boolean spent =
        progress.attempts() >= mostAttempts
            || field.evaluations() / MOST_EVALUATIONS_A_STEP >= mostAttempts;
    if (spent) {
      throw new Stop(new Outcome.MaxSteps(progress.attempts(), progress.t(), h));
    }
    if (progress.isAtEnd()) {
      return;
    }
    if (patience.isSpent(field.evaluations())) {
      throw new Stop(new Outcome.MaxEvaluations(field.evaluations(), progress.t()));
    }
    progress.countAttempt();
    if (progress.isTooSmall(h)) {
      throw new Stop(new Outcome.StepUnderflow(progress.t(), h));
    }
  }

  private static boolean same(double a, double b) {
    return Double.compare(a, b) == 0;
  }
}
