package dev.odeon.nn.path;

import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A path X(t) of several channels through observations: a cubic in time between each two
/// neighbouring knots.
///
/// Observations that are NaN are missing: each channel is interpolated through those that it has,
/// and keeps its first or last known value before or after them. Beyond the knots the first or last
/// cubic goes on.
public final class ControlPath {
  private static final int POWERS = 4;

  private final double[] knots;
  private final int channels;
  private final double[] coefficients;

  /// How the values of one channel, none of them missing, become cubics.
  private interface Rule {
    Piecewise through(double[] times, double[] values);
  }

  private ControlPath(double[] knots, int channels, double[] coefficients) {
    this.knots = knots;
    this.channels = channels;
    this.coefficients = coefficients;
  }

  /// Straight lines between observations. The derivative jumps at knots.
  ///
  /// @param times strictly increasing, at least two
  /// @param values one array a channel, as long as `times`; NaN where missing
  /// @throws IllegalArgumentException if sizes, times or values do not fit, or a channel has no
  ///   value at all
  public static ControlPath linear(double[] times, double[]... values) {
    return of(times, values, Piecewise::linear);
  }

  /// Cubics with backward differences as slopes: smooth, and no piece depends on observations after
  /// its end. Morrill, Kidger, Yang, Lyons, Neural controlled differential equations for online
  /// prediction tasks (2021), section 3. Arguments as in [#linear].
  public static ControlPath backwardHermite(double[] times, double[]... values) {
    return of(times, values, Piecewise::backwardHermite);
  }

  /// The natural cubic spline of each channel; every piece depends on all observations. Arguments
  /// as in [#linear].
  public static ControlPath naturalCubic(double[] times, double[]... values) {
    return of(times, values, Piecewise::naturalCubic);
  }

  /// Cubics with given slopes; exact for cubics.
  ///
  /// @param times strictly increasing, at least two
  /// @param values one array a channel, as long as `times`, none missing
  /// @param slopes derivatives, as `values`
  public static ControlPath hermite(double[] times, double[][] values, double[][] slopes) {
    check(times, values);
    check(times, slopes);
    if (slopes.length != values.length) {
      throw new IllegalArgumentException(
          "path: slopes of " + slopes.length + " channels, values of " + values.length);
    }
    Piecewise[] pieces = new Piecewise[values.length];
    for (int c = 0; c < pieces.length; c++) {
      requireKnown(c, values[c]);
      requireKnown(c, slopes[c]);
      pieces[c] = Piecewise.hermite(times, values[c], slopes[c]);
    }
    return of(times, pieces);
  }

  /// Steps: time moves first, then the values, so that the path up to an observation says nothing
  /// of that observation. Channel 0 is the time, the others follow; a missing value keeps the one
  /// before. Knots are 0, 1, ..., 2 (m - 1): integrate over them, not over the time. Morrill,
  /// Kidger, Yang, Lyons (2021), section 3. Arguments as in [#linear], but each channel needs its
  /// first value.
  public static ControlPath rectilinear(double[] times, double[]... values) {
    check(times, values);
    int m = times.length;
    double[] knots = new double[2 * m - 1];
    double[][] steps = new double[values.length + 1][knots.length];
    for (int i = 0; i < knots.length; i++) {
      knots[i] = i;
      steps[0][i] = times[(i + 1) / 2];
    }
    for (int c = 0; c < values.length; c++) {
      if (Double.isNaN(values[c][0])) {
        throw new IllegalArgumentException(
            "path: channel " + c + " has no first value for steps to start from");
      }
      double known = 0;
      for (int i = 0; i < m; i++) {
        known = Double.isNaN(values[c][i]) ? known : values[c][i];
        steps[c + 1][2 * i] = known;
        if (i + 1 < m) {
          steps[c + 1][2 * i + 1] = known;
        }
      }
    }
    return linear(knots, steps);
  }

  private static ControlPath of(double[] times, double[][] values, Rule rule) {
    check(times, values);
    Piecewise[] pieces = new Piecewise[values.length];
    for (int c = 0; c < pieces.length; c++) {
      double[] channel = values[c];
      int[] known =
          IntStream.range(0, times.length).filter(i -> !Double.isNaN(channel[i])).toArray();
      if (known.length == 0) {
        throw new IllegalArgumentException("path: channel " + c + " has no value at all");
      }
      double[] t = Arrays.stream(known).mapToDouble(i -> times[i]).toArray();
      double[] x = Arrays.stream(known).mapToDouble(i -> channel[i]).toArray();
      pieces[c] = rule.through(t, x);
    }
    return of(times, pieces);
  }

  private static ControlPath of(double[] times, Piecewise[] pieces) {
    int channels = pieces.length;
    double[] coefficients = new double[(times.length - 1) * POWERS * channels];
    for (int c = 0; c < channels; c++) {
      double[][] cubics = pieces[c].on(times);
      for (int i = 0; i < cubics.length; i++) {
        for (int power = 0; power < POWERS; power++) {
          coefficients[(i * POWERS + power) * channels + c] = cubics[i][power];
        }
      }
    }
    return new ControlPath(times.clone(), channels, coefficients);
  }

  private static void check(double[] times, double[][] values) {
    if (times.length < 2) {
      throw new IllegalArgumentException("path: " + times.length + " times, needs two or more");
    }
    for (int i = 0; i < times.length; i++) {
      if (!Double.isFinite(times[i]) || (i > 0 && times[i] <= times[i - 1])) {
        throw new IllegalArgumentException(
            "path: time " + i + " is " + times[i] + ", times must be finite and increase");
      }
    }
    if (values.length == 0) {
      throw new IllegalArgumentException("path: no channels");
    }
    for (int c = 0; c < values.length; c++) {
      if (values[c].length != times.length) {
        throw new IllegalArgumentException(
            "path: channel "
                + c
                + " has "
                + values[c].length
                + " values at "
                + times.length
                + " times");
      }
      for (double x : values[c]) {
        if (Double.isInfinite(x)) {
          throw new IllegalArgumentException("path: channel " + c + " has the value " + x);
        }
      }
    }
  }

  private static void requireKnown(int c, double[] values) {
    for (double x : values) {
      if (Double.isNaN(x)) {
        throw new IllegalArgumentException("path: channel " + c + " has a missing value");
      }
    }
  }

  /// The knots, a copy.
  public double[] knots() {
    return knots.clone();
  }

  /// Number of channels.
  public int channels() {
    return channels;
  }

  /// The coefficients `[interval][power of t - knot][channel]`, a copy.
  public double[] coefficients() {
    return coefficients.clone();
  }

  /// X(t), one number a channel.
  public double[] value(double t) {
    int i = interval(t);
    double s = t - knots[i];
    double[] x = new double[channels];
    for (int c = 0; c < channels; c++) {
      x[c] = at(i, 0, c) + s * (at(i, 1, c) + s * (at(i, 2, c) + s * at(i, 3, c)));
    }
    return x;
  }

  /// dX/dt at t, one number a channel; at a knot that of the piece after it.
  public double[] derivative(double t) {
    int i = interval(t);
    double s = t - knots[i];
    double[] x = new double[channels];
    for (int c = 0; c < channels; c++) {
      x[c] = at(i, 1, c) + s * (2 * at(i, 2, c) + s * (3 * at(i, 3, c)));
    }
    return x;
  }

  /// This path inside a trace, as constants.
  public TracedPath traced(Tracer tracer) {
    int intervals = knots.length - 1;
    return new TracedPath(
        tracer.constant(Literal.of(TensorType.f64(knots.length), knots)),
        tracer.constant(Literal.of(TensorType.f64(intervals, POWERS, channels), coefficients)));
  }

  /// The coefficients of several paths with the same knots and channels, `[element][path]`: the
  /// inputs of samples.
  ///
  /// @throws IllegalArgumentException if knots or channels differ
  public static double[] stack(List<ControlPath> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("path: no paths to stack");
    }
    ControlPath first = paths.getFirst();
    int count = paths.size();
    double[] all = new double[first.coefficients.length * count];
    for (int lane = 0; lane < count; lane++) {
      ControlPath path = paths.get(lane);
      if (path.channels != first.channels || !Arrays.equals(path.knots, first.knots)) {
        throw new IllegalArgumentException(
            "path " + lane + " has other knots or channels than path 0");
      }
      for (int i = 0; i < path.coefficients.length; i++) {
        all[i * count + lane] = path.coefficients[i];
      }
    }
    return all;
  }

  private int interval(double t) {
    int found = Arrays.binarySearch(knots, t);
    int i = found >= 0 ? found : -found - 2;
    return Math.clamp(i, 0, knots.length - 2);
  }

  private double at(int interval, int power, int channel) {
    return coefficients[(interval * POWERS + power) * channels + channel];
  }

  @Override
  public String toString() {
    return "path of " + channels + " channels through " + knots.length + " knots";
  }
}
