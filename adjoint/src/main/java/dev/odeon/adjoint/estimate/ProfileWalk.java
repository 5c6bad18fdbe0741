package dev.odeon.adjoint.estimate;

import dev.odeon.nn.optim.Minimum;
import java.util.List;

/// Fits away from the optimum with one parameter fixed, each from where the last one ended.
final class ProfileWalk {
  private static final double STEP = 0.4;
  private static final int MAX_STEPS = 60;
  private static final double FAR = 1000;
  private static final int REFINEMENTS = 12;
  private static final double CLOSE = 1e-3;

  private final ParameterEstimation estimation;
  private final Estimate estimate;
  private final int index;
  private final int direction;
  private double[] point;

  /// @param direction 1 or -1
  ProfileWalk(ParameterEstimation estimation, Estimate estimate, int index, int direction) {
    this.estimation = estimation;
    this.estimate = estimate;
    this.index = index;
    this.direction = direction;
    point = estimate.point();
  }

  /// The free number where |z| meets `quantile`; infinite if it does not.
  double reach(double quantile, List<Profile.Point> visited) {
    double best = point[index];
    double error = estimate.freeError(index);
    double first = STEP * quantile * (Double.isFinite(error) && error > 0 ? error : 1);
    double step = first;
    double u = best;
    double z = 0;
    for (int i = 0; i < MAX_STEPS && Math.abs(u - best) < FAR * first; i++) {
      double next = u + direction * step;
      double nextZ = z(next, visited);
      if (!Double.isFinite(nextZ)) {
        break;
      }
      if (nextZ >= quantile) {
        return refine(quantile, u, z, next, nextZ, visited);
      }
      // Where z rises slowly, further.
      step *= nextZ - z < STEP * quantile / 4 ? 2 : 1;
      u = next;
      z = nextZ;
    }
    return direction * Double.POSITIVE_INFINITY;
  }

  /// Regula falsi between a point below the quantile and one above it, with the weight of an end
  /// that stays halved (the Illinois rule).
  private double refine(
      double quantile,
      double below,
      double zBelow,
      double above,
      double zAbove,
      List<Profile.Point> visited) {
    double low = zBelow - quantile;
    double high = zAbove - quantile;
    double inside = below;
    double outside = above;
    double u = inside + (outside - inside) * low / (low - high);
    for (int i = 0; i < REFINEMENTS; i++) {
      double distance = z(u, visited) - quantile;
      if (!(Math.abs(distance) > CLOSE * quantile)) {
        break;
      }
      if (distance > 0) {
        outside = u;
        high = distance;
        low /= 2;
      } else {
        inside = u;
        low = distance;
        high /= 2;
      }
      u = inside + (outside - inside) * low / (low - high);
    }
    return u;
  }

  /// |z| with the parameter at `u`.
  private double z(double u, List<Profile.Point> visited) {
    double sum;
    if (point.length == 1) {
      sum = estimation.sumOfSquares(new double[] {u});
    } else {
      WithoutOne rest = new WithoutOne(estimation.residuals(), index, u, point.length);
      Minimum end = estimation.minimizeWithout(rest, index, point);
      sum = ParameterEstimation.isUsable(end) ? end.value() : Double.NaN;
      point = rest.whole(end.point());
    }
    if (!Double.isFinite(sum)) {
      return Double.NaN;
    }
    double z = Math.sqrt(Math.max(0, sum - estimate.sumOfSquares())) / estimate.noise();
    visited.add(new Profile.Point(estimation.range(index).value(u), sum, direction * z));
    return z;
  }
}
