package dev.odeon.validation.problem;

import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.TimeSpan;

/// `y' = t^3 - t y` from 0 over [0, 1]; `y = t^2 + 2 (e^(-t^2 / 2) - 1)`. Problem 2 of Hipparchus's
/// tests: the field depends on time.
public final class ForcedDecay implements ClosedFormProblem {
  @Override
  public String name() {
    return "forced_decay";
  }

  @Override
  public FieldGraph field() {
    return FieldGraph.trace("forced_decay", (t, y, p) -> t.times(t).minus(y).times(t), 1);
  }

  @Override
  public TimeSpan span() {
    return TimeSpan.of(0, 1);
  }

  @Override
  public double[] exact(double t) {
    return new double[] {t * t + 2 * Math.expm1(-t * t / 2)};
  }

  @Override
  public String toString() {
    return name();
  }
}
