package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.TimeSpan;

/// `x' = v, v' = -x` from (1, 0) over [0, 6]; `(cos t, -sin t)`.
public final class HarmonicOscillator implements ClosedFormProblem {
  @Override
  public String name() {
    return "harmonic_oscillator";
  }

  @Override
  public FieldGraph field() {
    return FieldGraph.trace(
        "harmonic_oscillator", (t, y, p) -> Tensor.concatenate(y.get(1), y.get(0).negate()), 2);
  }

  @Override
  public TimeSpan span() {
    return TimeSpan.of(0, 6);
  }

  @Override
  public double[] exact(double t) {
    return new double[] {Math.cos(t), -Math.sin(t)};
  }

  @Override
  public String toString() {
    return name();
  }
}
