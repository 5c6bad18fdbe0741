package dev.odeon.validation.problem;

import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.TimeSpan;

/// `y' = -y` from (1, 0.1) over [0, 3]; `y = y0 e^-t`. Problem 1 of Hipparchus's tests.
public final class Decay implements ClosedFormProblem {
  @Override
  public String name() {
    return "decay";
  }

  @Override
  public FieldGraph field() {
    return FieldGraph.trace("decay", (t, y, p) -> y.negate(), 2);
  }

  @Override
  public TimeSpan span() {
    return TimeSpan.of(0, 3);
  }

  @Override
  public double[] exact(double t) {
    return new double[] {Math.exp(-t), 0.1 * Math.exp(-t)};
  }

  @Override
  public String toString() {
    return name();
  }
}
