package dev.odeon.adjoint.estimate;

import dev.odeon.nn.optim.Residuals;

/// Residuals as a function of all parameters but one, which has a fixed value.
final class WithoutOne implements Residuals {
  private final Residuals residuals;
  private final int index;
  private final double[] all;
  private final double[][] jacobian;

  WithoutOne(Residuals residuals, int index, double fixed, int parameters) {
    this.residuals = residuals;
    this.index = index;
    all = new double[parameters];
    all[index] = fixed;
    jacobian = new double[residuals.count()][parameters];
  }

  @Override
  public int count() {
    return residuals.count();
  }

  @Override
  public void evaluate(double[] parameters, double[] residualsOut, double[][] jacobianOut) {
    residuals.evaluate(whole(parameters), residualsOut, jacobian);
    for (int i = 0; i < jacobian.length; i++) {
      System.arraycopy(jacobian[i], 0, jacobianOut[i], 0, index);
      int rest = all.length - index - 1;
      System.arraycopy(jacobian[i], index + 1, jacobianOut[i], index, rest);
    }
  }

  /// All parameters, from those that are not fixed.
  double[] whole(double[] free) {
    System.arraycopy(free, 0, all, 0, index);
    System.arraycopy(free, index, all, index + 1, all.length - index - 1);
    return all.clone();
  }

  /// Those that are not fixed, of `whole`.
  static double[] without(int index, double[] whole) {
    double[] free = new double[whole.length - 1];
    System.arraycopy(whole, 0, free, 0, index);
    System.arraycopy(whole, index + 1, free, index, free.length - index);
    return free;
  }
}
