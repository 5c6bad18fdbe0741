package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.VectorField;

/// The spiral that neural ODEs are shown with: `y' = A^T y^3`, `A = [[-0.1, 2], [-2, -0.1]]`, from
/// (2, 0) over [0, 25].
public final class CubicSpiral implements TabulatedProblem {
  private static final double[][] REFERENCE = {
    {1.2919915629767863913, 0.97258607443451642539},
    {-0.44362348669863494539, 0.27944064161893899830}
  };

  @Override
  public String name() {
    return "cubic_spiral";
  }

  @Override
  public FieldGraph field() {
    return FieldGraph.trace(name(), vector(), 2);
  }

  @Override
  public VectorField vector() {
    return (t, y, p) -> {
      Tensor cube = y.times(y).times(y);
      return Tensor.concatenate(
          cube.get(0).times(-0.1).minus(cube.get(1).times(2)),
          cube.get(0).times(2).minus(cube.get(1).times(0.1)));
    };
  }

  @Override
  public TimeSpan span() {
    return TimeSpan.of(0, 25);
  }

  @Override
  public double[] initial() {
    return new double[] {2, 0};
  }

  @Override
  public SaveAt times() {
    return SaveAt.times(1.5, 25);
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
