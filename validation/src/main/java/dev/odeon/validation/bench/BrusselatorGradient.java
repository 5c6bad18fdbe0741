package dev.odeon.validation.bench;

import dev.odeon.adjoint.DiscreteAdjoint;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.LaneMethod;

/// The gradient of half the sum of `(1 - u)^2` over cells and saves of the [Brusselator], for its
/// 1156 parameters and its initial state, the trajectory included.
record BrusselatorGradient(String id, LaneMethod method) implements Workload {
  @Override
  public String metric() {
    return "s for a trajectory and its gradient, discrete, " + method.name();
  }

  @Override
  public Timing measure() {
    LaneIntegrator integrator = Brusselator.integrator(method);
    DiscreteAdjoint adjoint = new DiscreteAdjoint(integrator);
    return Timing.of(10, 9, 1, () -> gradient(integrator, adjoint)).times(1e-9);
  }

  private static void gradient(LaneIntegrator integrator, DiscreteAdjoint adjoint) {
    LaneRun run = Brusselator.run(integrator, Recording.FULL);
    double[] states = new double[run.solution().stateCount()];
    run.solution().copyStates(states);
    double[] cotangent = new double[states.length];
    for (int i = 0; i < states.length; i++) {
      boolean isU = i / Brusselator.CELLS % 2 == 0;
      cotangent[i] = isU ? states[i] - 1 : 0;
    }
    double[][] parameters = Brusselator.parameters();
    double[][] gradients = new double[parameters.length][Brusselator.CELLS];
    adjoint.run(run, parameters, cotangent, new double[2 * Brusselator.CELLS], gradients);
    if (!Double.isFinite(gradients[0][0])) {
      throw new IllegalStateException("the gradient is " + gradients[0][0]);
    }
  }
}
