package dev.odeon.ode.hipparchus;

import dev.odeon.ode.solution.Outcome;

/// Leaves an integrator for good, with the outcome of the trajectory.
final class Stop extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Outcome outcome;

  Stop(Outcome outcome) {
    super(outcome.message(), null, false, false);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
