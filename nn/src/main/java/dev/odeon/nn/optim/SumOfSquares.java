package dev.odeon.nn.optim;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.util.Pair;

/// [Residuals] as Hipparchus wants them: always finite, remembering the best point, stopping when
/// cancelled.
final class SumOfSquares implements MultivariateJacobianFunction {
  /// Stands for the sum of squares of residuals that cannot be evaluated: huge, yet without
  /// overflow when divided.
  private static final double UNREACHABLE = 1e300;

  private final Residuals residuals;
  private final BooleanSupplier cancelled;
  private double[] best;
  private double bestSum = Double.POSITIVE_INFINITY;

  /// Ends a minimisation from inside a function value.
  static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1;

    Cancelled() {
      super("cancelled", null, false, false);
    }
  }

  SumOfSquares(Residuals residuals, double[] start, BooleanSupplier cancelled) {
    this.residuals = residuals;
    this.cancelled = cancelled;
    best = start.clone();
  }

  double[] best() {
    return best;
  }

  double bestSum() {
    return bestSum;
  }

  @Override
  public Pair<RealVector, RealMatrix> value(RealVector vector) {
    if (cancelled.getAsBoolean()) {
      throw new Cancelled();
    }
    double[] point = vector.toArray();
    double[] r = new double[residuals.count()];
    double[][] jacobian = new double[r.length][point.length];
    if (evaluate(point, r, jacobian) == Double.POSITIVE_INFINITY) {
      Arrays.fill(r, Math.sqrt(UNREACHABLE / r.length));
      jacobian = new double[r.length][point.length];
    }
    return new Pair<>(new ArrayRealVector(r, false), new Array2DRowRealMatrix(jacobian, false));
  }

  /// Evaluates at `point`: the sum of squares, infinite if anything there is not finite.
  double evaluate(double[] point, double[] r, double[][] jacobian) {
    residuals.evaluate(point, r, jacobian);
    double sum = Vectors.dot(r, r);
    boolean finite = sum < UNREACHABLE;
    for (int i = 0; finite && i < r.length; i++) {
      finite = Vectors.isFinite(jacobian[i]);
    }
    if (finite && sum < bestSum) {
      bestSum = sum;
      best = point.clone();
    }
    return finite ? sum : Double.POSITIVE_INFINITY;
  }
}
