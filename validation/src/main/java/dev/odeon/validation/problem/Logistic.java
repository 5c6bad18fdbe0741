package dev.odeon.validation.problem;

import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.TimeSpan;

/// Growth to a limit: `y' = y (1 - y)` from 1/10 over [0, 2]; `y = 1 / (1 + 9 e^-t)`.
public final class Logistic implements ClosedFormProblem {
  @Override
  public String name() {
    return "logistic";
  }

  @Override
  public FieldGraph field() {
    return FieldGraph.trace("logistic", (t, y, p) -> y.minus(y.times(y)), 1);
  }

  @Override
  public TimeSpan span() {
    return TimeSpan.of(0, 2);
  }

  @Override
  public double[] exact(double t) {
    return new double[] {1 / (1 + 9 * Math.exp(-t))};
  }

  @Override
  public String toString() {
    return name();
  }
}
