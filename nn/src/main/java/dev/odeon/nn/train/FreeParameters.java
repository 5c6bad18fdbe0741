package dev.odeon.nn.train;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.optim.Objective;
import dev.odeon.nn.optim.Residuals;
import dev.odeon.nn.params.FreezeMask;
import dev.odeon.nn.params.ParameterVector;

/// An objective of all parameters seen as one of those that are not frozen: minimisers never touch
/// the others.
final class FreeParameters implements Objective {
  private final Objective objective;
  private final FreezeMask mask;
  private final ParameterVector full;
  private final double[] fullGradient;

  FreeParameters(Objective objective, FreezeMask mask, ParameterVector start) {
    this.objective = objective;
    this.mask = mask;
    full = start.copy();
    fullGradient = new double[full.size()];
    if (mask.freeSize() == 0) {
      throw new IllegalArgumentException("there is no parameter to train: all are frozen");
    }
  }

  @Override
  public double valueAndGradient(double[] free, double[] gradientOut) {
    double value = objective.valueAndGradient(vector(free).flat(), fullGradient);
    mask.gather(fullGradient, gradientOut);
    return value;
  }

  /// The live full vector, with `free` written into it.
  ParameterVector vector(double[] free) {
    mask.scatter(free, full.flat());
    full.round();
    return full;
  }

  /// The elements of `flat` that are not frozen.
  double[] free(double[] flat) {
    double[] free = new double[mask.freeSize()];
    mask.gather(flat, free);
    return free;
  }

  /// Rounds `free` to the type of the parameters.
  void round(double[] free) {
    if (full.dtype() == DType.F32) {
      mask.gather(vector(free).flat(), free);
    }
  }

  /// `residuals` of the free parameters.
  Residuals restrict(Residuals residuals) {
    double[][] fullJacobian = new double[residuals.count()][full.size()];
    return new Residuals() {
      @Override
      public int count() {
        return residuals.count();
      }

      @Override
      public void evaluate(double[] free, double[] residualsOut, double[][] jacobianOut) {
        residuals.evaluate(vector(free).flat(), residualsOut, fullJacobian);
        for (int i = 0; i < jacobianOut.length; i++) {
          mask.gather(fullJacobian[i], jacobianOut[i]);
        }
      }
    };
  }
}
