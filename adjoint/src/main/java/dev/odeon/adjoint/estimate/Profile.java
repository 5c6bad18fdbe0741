package dev.odeon.adjoint.estimate;

import dev.odeon.nn.layer.ParameterRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The lowest sum of squares for each value of one parameter, all others fitted again.
///
/// `z = sign(u - best) sqrt((S(u) - S) / s^2)` is a straight line in u for a linear model; the
/// confidence interval is where |z| stays below the quantile. Bates, Watts, Nonlinear regression
/// analysis and its applications (1988), section 6.1.
public final class Profile {
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
    double low = new ProfileWalk(estimation, estimate, index, -1).reach(quantile, down);
    double high = new ProfileWalk(estimation, estimate, index, 1).reach(quantile, up);
    List<Point> points = new ArrayList<>(down);
    points.add(new Point(range.value(best[index]), estimate.sumOfSquares(), 0));
    points.addAll(up);
    points.sort(Comparator.comparingDouble(Point::value));
    return new Profile(
        estimate.names().get(index),
        points,
        new Interval(level, range.value(low), range.value(high)));
  }

  /// Name of the parameter.
  public String name() {
    return name;
  }

  /// The points visited, in ascending order of the parameter.
  public List<Point> points() {
    return points;
  }

  /// The likelihood interval, its ends to three digits of z.
  public Interval interval() {
    return interval;
  }
}
