package dev.odeon.ode.hipparchus;

import dev.odeon.ode.solution.Outcome;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.hipparchus.ode.sampling.ODEStateInterpolator;
import org.hipparchus.ode.sampling.ODEStepHandler;

/// How far a trajectory has come, over all integrators that worked on it: takes over accepted steps
/// and saves states.
final class Progress implements ODEStepHandler {
  private final Saves saves;
  private final double end;
  private double origin;
  private double t;
  private double[] y;
  private long accepted;
  private long attempts;

  Progress(Saves saves, double start, double end, double[] initial) {
    this.saves = saves;
    this.end = end;
    t = start;
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

  /// Whether steps of size `h` from here cannot advance time.
  boolean isTooSmall(double h) {
    return !(Math.abs(h) > 2 * Math.ulp(t));
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
    double h = t1 - t;
    boolean stuck = isTooSmall(h);
    accepted++;
    t = t1;
    y = y1;
    if (stuck && !isTooSmall(left())) {
      throw new Stop(new Outcome.StepUnderflow(t, h));
    }
  }

  @Override
  public void finish(ODEStateAndDerivative last) {
    saves.saveEnd(last.getPrimaryState());
  }
}
