package dev.odeon.validation.bench;

import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.LaneMethod;

/// A trajectory of the [Brusselator].
record BrusselatorForward(String id, LaneMethod method) implements Workload {
  @Override
  public String metric() {
    return "s for a trajectory with 11 saves, " + method.name();
  }

  @Override
  public Timing measure() {
    LaneIntegrator integrator = Brusselator.integrator(method);
    return Timing.of(5, 9, 2, () -> Brusselator.run(integrator, Recording.NONE)).times(1e-9);
  }
}
