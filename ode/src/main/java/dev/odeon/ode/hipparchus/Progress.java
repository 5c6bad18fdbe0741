package dev.odeon.ode.hipparchus;

import dev.odeon.ode.solution.Outcome;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.hipparchus.ode.sampling.ODEStateInterpolator;
import org.hipparchus.ode.sampling.ODEStepHandler;

/// How far a trajectory has come, over all integrators that worked on it: takes over accepted steps
/// and saves states.
final class Progress implements ODEStepHandler {
  private final Saves saves;
  private double end;
  private final double resolution;
  private double origin;
  private double t;
  private double[] y;
  private long accepted;
  private long attempts;

  /// @param resolution the least step in units in the last place of time
  Progress(Saves saves, double start, double end, double resolution, double[] initial) {
    this.saves = saves;
    this.resolution = resolution;
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

  /// Where the integrator is to go.
  void setEnd(double time) {
    end = time;
  }

  /// Goes over a stop: the state is the same on both sides.
  void pass(double stop, double beyond) {
    saves.reach(stop, y);
    t = beyond;
  }

  /// Takes note that an event cut the step short, here, and of the state after it.
  void cut(double[] after) {
    accepted++;
    saves.cut(t, y, after);
    y = after.clone();
  }

  /// Takes note that a step ends here, at an event.
  void countStep() {
    accepted++;
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
    saves.step(interpolator, origin);
    while (saves.isDue(t1)) {
      double time = saves.time();
      saves.save(
          time == t1 ? y1 : interpolator.getInterpolatedState(time - origin).getPrimaryState());
    }
    double h = current.getTime() - interpolator.getPreviousState().getTime();
    boolean stuck = isTooSmall(h);
    t = t1;
    y = y1;
    if (interpolator.isCurrentStateInterpolated() || (stuck && isAtEnd())) {
      return;
    }
    accepted++;
    saves.stepEnd(t1, y1);
    if (stuck) {
      throw new Stop(new Outcome.StepUnderflow(t, h));
    }
  }

  @Override
  public void finish(ODEStateAndDerivative last) {
    saves.reach(end, last.getPrimaryState());
  }
}
