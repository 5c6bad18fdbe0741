package dev.odeon.ode.hipparchus;

import org.hipparchus.ode.EquationsMapper;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.hipparchus.ode.sampling.AbstractODEStateInterpolator;

/// A step's interpolant as Hipparchus's step handlers and event detectors see it. Unlike those of
/// Hipparchus it cannot be written to a stream of objects: it holds compiled code.
@SuppressWarnings("serial")
final class LaneInterpolator extends AbstractODEStateInterpolator {
  /// The state and its derivative at a time within a step.
  @FunctionalInterface
  interface Dense {
    double[][] at(double time);
  }

  private final Dense dense;

  LaneInterpolator(
      boolean forward,
      ODEStateAndDerivative previous,
      ODEStateAndDerivative current,
      EquationsMapper mapper,
      Dense dense) {
    this(forward, previous, current, previous, current, mapper, dense);
  }

  private LaneInterpolator(
      boolean forward,
      ODEStateAndDerivative globalPrevious,
      ODEStateAndDerivative globalCurrent,
      ODEStateAndDerivative softPrevious,
      ODEStateAndDerivative softCurrent,
      EquationsMapper mapper,
      Dense dense) {
    super(forward, globalPrevious, globalCurrent, softPrevious, softCurrent, mapper);
    this.dense = dense;
  }

  @Override
  protected LaneInterpolator create(
      boolean forward,
      ODEStateAndDerivative globalPrevious,
      ODEStateAndDerivative globalCurrent,
      ODEStateAndDerivative softPrevious,
      ODEStateAndDerivative softCurrent,
      EquationsMapper mapper) {
    return new LaneInterpolator(
        forward, globalPrevious, globalCurrent, softPrevious, softCurrent, mapper, dense);
  }

  @Override
  protected ODEStateAndDerivative computeInterpolatedStateAndDerivatives(
      EquationsMapper mapper, double time, double theta, double thetaH, double oneMinusThetaH) {
    double[][] stateAndDerivative = dense.at(time);
    return mapper.mapStateAndDerivative(time, stateAndDerivative[0], stateAndDerivative[1]);
  }
}
