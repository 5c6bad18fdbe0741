package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.VectorField;

/// Prey and predator: `x' = 1.5 x - x y, y' = -3 y + x y` from (1, 1) over [0, 10].
public final class LotkaVolterra implements TabulatedProblem {
  @Override
  public String name() {
    return "lotka_volterra";
  }

  @Override
  public FieldGraph field() {
    return FieldGraph.trace(name(), vector(), 2);
  }

  @Override
  public VectorField vector() {
    return (t, y, p) -> {
      Tensor met = y.get(0).times(y.get(1));
      return Tensor.concatenate(y.get(0).times(1.5).minus(met), met.minus(y.get(1).times(3)));
    };
  }

  @Override
  public TimeSpan span() {
    return TimeSpan.of(0, 10);
  }

  @Override
  public double[] initial() {
    return new double[] {1, 1};
  }

  @Override
  public SaveAt times() {
    return SaveAt.times(10);
  }

  @Override
  public double[] reference(int i) {
    return new double[] {1.0263447675750893191, 0.90969107813604161755};
  }

  @Override
  public String toString() {
    return name();
  }
}
