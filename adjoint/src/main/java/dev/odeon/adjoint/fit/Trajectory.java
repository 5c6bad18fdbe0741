package dev.odeon.adjoint.fit;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.train.Samples;
import java.util.Arrays;

/// All components of one trajectory, observed at the same times.
public final class Trajectory {
  private final double[] times;
  private final int dimension;
  private final double[] states;

  private Trajectory(double[] times, int dimension, double[] states) {
    this.times = times;
    this.dimension = dimension;
    this.states = states;
  }

  /// From one array a component.
  ///
  /// @param times strictly increasing, at least two
  /// @param components each as long as `times`
  /// @throws IllegalArgumentException if sizes do not fit, times do not increase, or a number is
  ///   not finite
  public static Trajectory of(double[] times, double[]... components) {
    if (times.length < 2 || components.length == 0) {
      throw new IllegalArgumentException(
          "trajectory: "
              + times.length
              + " times and "
              + components.length
              + " components, needs two times and one component or more");
    }
    double[] states = new double[times.length * components.length];
    for (int i = 0; i < times.length; i++) {
      if (!Double.isFinite(times[i]) || (i > 0 && times[i] <= times[i - 1])) {
        throw new IllegalArgumentException(
            "trajectory: time " + i + " is " + times[i] + ", times must be finite and increase");
      }
    }
    for (int c = 0; c < components.length; c++) {
      if (components[c].length != times.length) {
        throw new IllegalArgumentException(
            "trajectory: component "
                + c
                + " has "
                + components[c].length
                + " values at "
                + times.length
                + " times");
      }
      for (int i = 0; i < times.length; i++) {
        if (!Double.isFinite(components[c][i])) {
          throw new IllegalArgumentException(
              "trajectory: component " + c + " at time " + times[i] + " is " + components[c][i]);
        }
        states[i * components.length + c] = components[c][i];
      }
    }
    return new Trajectory(times.clone(), components.length, states);
  }

  /// Number of times.
  public int count() {
    return times.length;
  }

  /// Number of components.
  public int dimension() {
    return dimension;
  }

  /// A time.
  public double time(int i) {
    return times[i];
  }

  /// The times, a copy.
  public double[] times() {
    return times.clone();
  }

  /// The state at time i, a copy.
  public double[] state(int i) {
    return Arrays.copyOfRange(states, i * dimension, (i + 1) * dimension);
  }

  /// One component over time, a copy.
  public double[] component(int c) {
    double[] values = new double[times.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = states[i * dimension + c];
    }
    return values;
  }

  /// The first `count` times.
  public Trajectory first(int count) {
    if (count < 2 || count > times.length) {
      throw new IllegalArgumentException(
          "trajectory: first " + count + " of " + times.length + " times");
    }
    return new Trajectory(
        Arrays.copyOf(times, count), dimension, Arrays.copyOf(states, count * dimension));
  }

  /// One sample: input the first state, target the states at all times, `[times, dimension]`.
  public Samples samples() {
    return Samples.one(state(0), Shape.of(times.length, dimension), states);
  }

  /// The time between neighbours, if it is the same everywhere.
  ///
  /// @throws IllegalArgumentException if it is not
  double spacing() {
    double spacing = (times[times.length - 1] - times[0]) / (times.length - 1);
    for (int i = 0; i < times.length; i++) {
      if (Math.abs(times[0] + i * spacing - times[i]) > 1e-9 * Math.abs(spacing)) {
        throw new IllegalArgumentException(
            "trajectory: times are not equally spaced: time " + i + " is " + times[i]);
      }
    }
    return spacing;
  }
}
