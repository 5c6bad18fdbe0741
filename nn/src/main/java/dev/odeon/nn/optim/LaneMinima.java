package dev.odeon.nn.optim;

/// Where the minimisations of many lanes ended, each at its best point, never worse than its start.
public final class LaneMinima {
  private final double[][] points;
  private final double[][] factors;
  private final double[] values;
  private final int[] iterations;
  private final Termination[] terminations;

  LaneMinima(int lanes) {
    points = new double[lanes][];
    factors = new double[lanes][];
    values = new double[lanes];
    iterations = new int[lanes];
    terminations = new Termination[lanes];
  }

  void end(int lane, LeastSquaresLane at, Termination why) {
    points[lane] = at.point();
    factors[lane] = at.factor();
    values[lane] = at.sumOfSquares();
    iterations[lane] = at.iterations();
    terminations[lane] = why;
  }

  /// Number of lanes.
  public int lanes() {
    return points.length;
  }

  /// The best point of a lane, a copy.
  public double[] point(int lane) {
    return points[lane].clone();
  }

  /// The sum of squares there.
  public double value(int lane) {
    return values[lane];
  }

  /// R of the QR factorisation of the Jacobian there, `[row * parameters + column]`, upper
  /// triangular, so that `R^T R = J^T J`; NaN if the lane could not be evaluated at its start.
  public double[] factor(int lane) {
    return factors[lane].clone();
  }

  /// Number of points of a lane that were tried after the first.
  public int iterations(int lane) {
    return iterations[lane];
  }

  /// Why the minimisation of a lane ended.
  public Termination termination(int lane) {
    return terminations[lane];
  }
}
