package dev.odeon.validation.bench;

import dev.odeon.validation.bench.hipparchus.LorenzTrajectoryByHand;

/// Errors of trajectories of Lorenz's equations on [0, 100] with 1001 states kept, from (1, 0, 0):
/// the largest of the three components at t = 10. Nobody's is small at 100, where the first
/// rounding error has grown by e^90.
final class LorenzErrors {
  static final double END = 100;
  static final int OUTPUTS = 1001;
  static final int INDEX_OF_10 = 100;

  private static final double[] AT_10 = {
    -5.85768538242409002, -5.83108248642610044, 23.9321329870275626
  };

  private LorenzErrors() {}

  /// The error of a trajectory with this state at t = 10.
  static double of(double[] state) {
    double worst = 0;
    for (int i = 0; i < AT_10.length; i++) {
      worst = Math.max(worst, Math.abs(state[i] - AT_10[i]));
    }
    return worst;
  }

  static LorenzTrajectoryByHand byHand(double tolerance) {
    return new LorenzTrajectoryByHand(tolerance, END, OUTPUTS);
  }

  /// The error of a trajectory by Hipparchus.
  static double byHand(double[] initial, double tolerance) {
    return of(byHand(tolerance).run(initial)[INDEX_OF_10]);
  }

  /// The tolerance, among tenths of decades, with which Hipparchus's error is nearest to `error` on
  /// a logarithmic scale.
  static double toleranceFor(double[] initial, double error) {
    double best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int tenths = 50; tenths <= 125; tenths++) {
      double tolerance = Math.pow(10, -tenths / 10.0);
      double distance = Math.abs(Math.log(byHand(initial, tolerance) / error));
      if (distance < least) {
        least = distance;
        best = tolerance;
      }
    }
    return best;
  }
}
