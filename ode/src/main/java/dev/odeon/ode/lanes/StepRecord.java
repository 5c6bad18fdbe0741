package dev.odeon.ode.lanes;

import java.util.Arrays;

/// The accepted steps of one trajectory: for each, where it began, its size, the state there, and
/// how many save times lay before its end.
public final class StepRecord {
  private final int dimension;
  private double[] data = new double[0];
  private int[] saved = new int[0];
  private int steps;
  private int savedAtStart;
  private double reached = Double.NaN;

  StepRecord(int dimension) {
    this.dimension = dimension;
  }

  /// Number of accepted steps.
  public int steps() {
    return steps;
  }

  /// Time at the beginning of step `step`.
  public double t(int step) {
    return data[step * (dimension + 2)];
  }

  /// Size of step `step`.
  public double h(int step) {
    return data[step * (dimension + 2) + 1];
  }

  /// Component `component` of the state at the beginning of step `step`.
  public double y(int step, int component) {
    return data[step * (dimension + 2) + 2 + component];
  }

  /// Time at the end of step `step`.
  public double end(int step) {
    return step + 1 < steps ? t(step + 1) : reached;
  }

  /// Number of save times at the start of the time span.
  public int savedAtStart() {
    return savedAtStart;
  }

  /// Number of save times up to the end of step `step`; -1 stands for the start.
  public int savedAfter(int step) {
    return step < 0 ? savedAtStart : saved[step];
  }

  void startWith(int saves) {
    savedAtStart = saves;
  }

  void add(double t, double h, double[] y, int lane, int lanes) {
    int stride = dimension + 2;
    if ((steps + 1) * stride > data.length) {
      int capacity = Math.max(16, 2 * steps);
      data = Arrays.copyOf(data, Math.multiplyExact(capacity, stride));
      saved = Arrays.copyOf(saved, capacity);
    }
    int at = steps * stride;
    data[at] = t;
    data[at + 1] = h;
    for (int i = 0; i < dimension; i++) {
      data[at + 2 + i] = y[i * lanes + lane];
    }
    steps++;
  }

  void endStep(double time, int saves) {
    reached = time;
    saved[steps - 1] = saves;
  }
}
