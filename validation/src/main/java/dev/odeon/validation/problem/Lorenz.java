package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.VectorField;

/// `x' = 10 (y - x), y' = x (28 - z) - y, z' = x y - 8/3 z` from (1, 0, 0) over [0, 5]. Chaotic:
/// errors grow about e-fold per unit of time. E. Lorenz, Deterministic nonperiodic flow, Journal of
/// the Atmospheric Sciences 20 (1963) 130-141.
public final class Lorenz implements TabulatedProblem {
  private static final double[][] REFERENCE = {
    {-9.40845056705603621, -9.09619907118647897, 28.5816276243923391},
    {-6.97457047268481795, -7.02106089082253044, 25.1196164921275937}
  };

  @Override
  public String name() {
    return "lorenz";
  }

  @Override
  public FieldGraph field() {
    return FieldGraph.trace(name(), vector(), 3);
  }

  @Override
  public VectorField vector() {
    return (t, y, p) -> {
      Tensor a = y.get(0);
      Tensor b = y.get(1);
      Tensor c = y.get(2);
      return Tensor.concatenate(
          b.minus(a).times(10),
          a.times(c.negate().plus(28)).minus(b),
          a.times(b).minus(c.times(8.0 / 3)));
    };
  }

  @Override
  public TimeSpan span() {
    return TimeSpan.of(0, 5);
  }

  @Override
  public double[] initial() {
    return new double[] {1, 0, 0};
  }

  @Override
  public SaveAt times() {
    return SaveAt.times(1, 5);
  }

  @Override
  public double[] reference(int i) {
    return REFERENCE[i].clone();
  }

  @Override
  public String toString() {
    return name();
  }
}
