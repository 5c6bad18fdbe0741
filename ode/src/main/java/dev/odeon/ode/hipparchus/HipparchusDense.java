package dev.odeon.ode.hipparchus;

import dev.odeon.ode.solution.DenseOutput;
import java.util.List;
import org.hipparchus.ode.sampling.ODEStateInterpolator;

/// Trajectories of Hipparchus's integrators between their steps.
final class HipparchusDense implements DenseOutput {
  /// A step, or the part of one up to an event.
  ///
  /// @param origin the interpolator's time 0
  record Step(ODEStateInterpolator interpolator, double origin) {
    double end() {
      return origin + interpolator.getCurrentState().getTime();
    }
  }

  private final double start;
  private final List<double[]> initial;
  private final List<List<Step>> lanes;

  HipparchusDense(double start, List<double[]> initial, List<List<Step>> lanes) {
    this.start = start;
    this.initial = initial;
    this.lanes = lanes;
  }

  @Override
  public int lanes() {
    return lanes.size();
  }

  @Override
  public double start(int lane) {
    return start;
  }

  @Override
  public double end(int lane) {
    List<Step> steps = lanes.get(lane);
    return steps.isEmpty() ? start : steps.getLast().end();
  }

  @Override
  public double[] state(int lane, double time) {
    double end = end(lane);
    if (!(time >= Math.min(start, end) && time <= Math.max(start, end))) {
      throw new IllegalArgumentException(
          "time " + time + " is outside of what lane " + lane + " covers, " + start + " to " + end);
    }
    if (time == start) {
      return initial.get(lane).clone();
    }
    List<Step> steps = lanes.get(lane);
    double direction = Math.signum(end - start);
    int low = 0;
    int high = steps.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (direction * (steps.get(middle).end() - time) >= 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    Step step = steps.get(low);
    return step.interpolator().getInterpolatedState(time - step.origin()).getPrimaryState();
  }
}
