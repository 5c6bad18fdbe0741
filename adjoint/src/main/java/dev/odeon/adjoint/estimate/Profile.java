package dev.odeon.adjoint.estimate;

import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.optim.Minimum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The lowest sum of squares for each value of one parameter, all others fitted again.
///
/// `z = sign(u - best) sqrt((S(u) - S) / s^2)` is a straight line in u for a linear model; the
/// confidence interval is where |z| stays below the quantile. Bates, Watts, Nonlinear regression
/// analysis and its applications (1988), section 6.1.
public final class Profile {
  private static final double STEP = 0.4;
  private static final int MAX_STEPS = 60;

  private final String name;
  private final List<Point> points;
  private final Interval interval;

  /// One value of the parameter.
  ///
  /// @param value of the parameter
  /// @param sumOfSquares the lowest with this value
  /// @param z signed root of its rise, in units of s
  public record Point(double value, double sumOfSquares, double z) {}

  private Profile(String name, List<Point> points, Interval interval) {
    this.name = name;
    this.points = List.copyOf(points);
    this.interval = interval;
  }

  static Profile of(ParameterEstimation estimation, Estimate estimate, int index, double level) {
    double[] best = estimate.point();
    double quantile = estimate.quantile(level);
    ParameterRange range = estimation.range(index);
    List<Point> down = new ArrayList<>();
    List<Point> up = new ArrayList<>();
    Walk walk = new Walk(estimation, estimate, index, quantile);
    double low = walk.go(-1, down);
    double high = walk.go(1, up);
    List<Point> points = new ArrayList<>(down);
    Collections.reverse(points);
    points.add(new Point(range.value(best[index]), estimate.sumOfSquares(), 0));
    points.addAll(up);
    return new Profile(
        estimate.names().get(index),
        points,
        new Interval(level, range.value(low), range.value(high)));
  }

  /// Steps away from the optimum, each fit from where the last one ended.
  private record Walk(
      ParameterEstimation estimation, Estimate estimate, int index, double quantile) {
    /// The free number where |z| meets the quantile; infinite if it does not.
    double go(int direction, List<Point> visited) {
      double[] point = estimate.point();
      double error = estimate.freeError(index);
      double step = STEP * quantile * (Double.isFinite(error) && error > 0 ? error : 1);
      double u = point[index];
      double z = 0;
      for (int i = 0; i < MAX_STEPS; i++) {
        double next = u + direction * step;
        WithoutOne rest = new WithoutOne(estimation.residuals(), index, next, point.length);
        double sum;
        if (point.length == 1) {
          sum = estimation.sumOfSquares(new double[] {next});
        } else {
          Minimum end = estimation.minimizeWithout(rest, index, point);
          sum = ParameterEstimation.isUsable(end) ? end.value() : Double.NaN;
          point = rest.whole(end.point());
        }
        if (!Double.isFinite(sum)) {
          return direction * Double.POSITIVE_INFINITY;
        }
        double rise = Math.max(0, sum - estimate.sumOfSquares());
        double nextZ = Math.sqrt(rise) / estimate.noise();
        visited.add(new Point(estimation.range(index).value(next), sum, direction * nextZ));
        if (nextZ >= quantile) {
          return u + (next - u) * (quantile - z) / (nextZ - z);
        }
        // Where z rises slowly, further.
        step *= nextZ - z < STEP * quantile / 4 ? 2 : 1;
        u = next;
        z = nextZ;
      }
      return direction * Double.POSITIVE_INFINITY;
    }
  }

  /// Name of the parameter.
  public String name() {
    return name;
  }

  /// The points visited, in ascending order of the parameter.
  public List<Point> points() {
    return points;
  }

  /// The likelihood interval: between points of the walk by interpolation of z.
  public Interval interval() {
    return interval;
  }
}
