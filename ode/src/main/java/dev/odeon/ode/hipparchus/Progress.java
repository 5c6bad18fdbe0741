package dev.odeon.ode.hipparchus;

import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Outcome;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.hipparchus.ode.sampling.ODEStateInterpolator;
import org.hipparchus.ode.sampling.ODEStepHandler;

/// How far a trajectory has come, over all integrators that worked on it: takes over accepted steps
/// and saves states.
final class Progress implements ODEStepHandler {
  private final Saves saves;
  private final double end;
  private final double resolution;
  private double origin;
  private double t;
  private double[] y;
  private long accepted;
  private long attempts;

  /// @param resolution the least step in units in the last place of time
  Progress(Saves saves, TimeSpan span, double resolution, double[] initial) {
    this.saves = saves;
    this.resolution = resolution;
    end = span.end();
    t = span.start();
    y = initial.clone();
  }

  /// The integrator's time 0, in the time of the field.
  double origin() {
    return origin;
  }

  void setOrigin(double origin) {
    this.origin = origin;
  }

  /// End of the last accepted step, in the time of the field.
  double t() {
    return t;
  }

  /// The state there.
  double[] y() {
    return y.clone();
  }

  /// What is left to integrate, negative backwards.
  double left() {
    return end - t;
  }

  long accepted() {
    return accepted;
  }

  long attempts() {
    return attempts;
  }

  void countAttempt() {
    attempts++;
  }

  /// Whether the integrator cannot advance its time by steps of size `h` from here.
  boolean isTooSmall(double h) {
    return !(Math.abs(h) > resolution * Math.ulp(t - origin));
  }

  /// Whether no integrator can.
  boolean isBelowResolution(double h) {
    return !(Math.abs(h) > resolution * Math.ulp(t));
  }

  /// Whether nothing is left but a rounding error.
  boolean isAtEnd() {
    return !(Math.abs(left()) > 2 * Math.ulp(t));
  }

  @Override
  public void handleStep(ODEStateInterpolator interpolator) {
    ODEStateAndDerivative current = interpolator.getCurrentState();
    double[] y1 = current.getPrimaryState();
    NonFiniteValue.check(y1);
    double t1 = origin + current.getTime();
    while (saves.isDue(t1)) {
      double time = saves.time();
      saves.save(
          time == t1 ? y1 : interpolator.getInterpolatedState(time - origin).getPrimaryState());
    }
    double h = current.getTime() - interpolator.getPreviousState().getTime();
    boolean stuck = isTooSmall(h);
    t = t1;
    y = y1;
    if (stuck && isAtEnd()) {
      return;
    }
    accepted++;
    if (stuck) {
      throw new Stop(new Outcome.StepUnderflow(t, h));
    }
  }

  @Override
  public void finish(ODEStateAndDerivative last) {
    saves.saveEnd(last.getPrimaryState());
  }
}
