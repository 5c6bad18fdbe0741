package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.TimeSpan;

/// A linear system of two equations with eigenvalues `-1/10 +- 2i`: `x' = -x/10 + 2y, y' = -2x -
/// y/10` from (2, 0) over [0, 5]; `2 e^(-t/10) (cos 2t, -sin 2t)`.
public final class DampedSpiral implements ClosedFormProblem {
  @Override
  public String name() {
    return "damped_spiral";
  }

  @Override
  public FieldGraph field() {
    return FieldGraph.trace(
        "damped_spiral",
        (t, y, p) ->
            Tensor.concatenate(
                y.get(1).times(2).minus(y.get(0).times(0.1)),
                y.get(0).times(-2).minus(y.get(1).times(0.1))),
        2);
  }

  @Override
  public TimeSpan span() {
    return TimeSpan.of(0, 5);
  }

  @Override
  public double[] exact(double t) {
    double radius = 2 * Math.exp(-t / 10);
    return new double[] {radius * Math.cos(2 * t), -radius * Math.sin(2 * t)};
  }

  @Override
  public String toString() {
    return name();
  }
}
