package dev.odeon.ode.solution;

import java.util.Arrays;

/// What was kept of one trajectory at times of its own, in order.
public final class SavedRows {
  private final int dimension;
  private double[] times = new double[0];
  private double[] values = new double[0];
  private int count;

  /// Nothing yet, of states of length `dimension`.
  public SavedRows(int dimension) {
    this.dimension = dimension;
  }

  /// Number of times.
  public int count() {
    return count;
  }

  /// Time number `i`.
  public double time(int i) {
    return times[i];
  }

  /// Component `component` at time number `i`.
  public double value(int i, int component) {
    return values[i * dimension + component];
  }

  /// Adds a time and what column `column` of `state` holds, an array `[component][column]` of
  /// `width` columns.
  public void add(double time, double[] state, int column, int width) {
    if (count == times.length) {
      int capacity = Math.max(4, Math.multiplyExact(count, 2));
      times = Arrays.copyOf(times, capacity);
      values = Arrays.copyOf(values, Math.multiplyExact(capacity, dimension));
    }
    times[count] = time;
    for (int i = 0; i < dimension; i++) {
      values[count * dimension + i] = state[i * width + column];
    }
    count++;
  }
}
