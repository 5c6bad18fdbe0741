package dev.odeon.ode.lanes;

import java.util.Arrays;

/// All that the interpolant needs of the steps of one trajectory: for each step the time and size,
/// the time up to which it counts, the state, and what the attempt left.
final class DenseSteps {
  private static final int T = 0;
  private static final int H = 1;
  private static final int END = 2;
  private static final int Y = 3;

  private final int stride;
  private final double[] initial;
  private double[] data = new double[0];
  private int steps;

  private DenseSteps(int stride, int dimension) {
    this.stride = stride;
    initial = new double[dimension];
  }

  static DenseSteps of(LaneProgram program) {
    int stride = Y + program.steps().field().dimension();
    for (var type : program.steps().interpolated()) {
      stride += type.size();
    }
    return new DenseSteps(stride, program.steps().field().dimension());
  }

  int steps() {
    return steps;
  }

  /// Takes the state at the start from column `column` of `y`.
  void start(double[] y, int column, int width) {
    for (int i = 0; i < initial.length; i++) {
      initial[i] = y[i * width + column];
    }
  }

  /// The state at the start, a copy.
  double[] initial() {
    return initial.clone();
  }

  double t(int step) {
    return data[step * stride + T];
  }

  double h(int step) {
    return data[step * stride + H];
  }

  double end(int step) {
    return data[step * stride + END];
  }

  /// Begins a step; what follows is added by [#put].
  void begin(double t, double h, double end) {
    if ((steps + 1) * stride > data.length) {
      data = Arrays.copyOf(data, Math.multiplyExact(Math.max(4, 2 * steps), stride));
    }
    data[steps * stride + T] = t;
    data[steps * stride + H] = h;
    data[steps * stride + END] = end;
    steps++;
  }

  /// Puts column `column` of `values` at `offset` of the last step; the offset after it.
  int put(int offset, double[] values, int elements, int column, int width) {
    int at = (steps - 1) * stride + Y + offset;
    for (int e = 0; e < elements; e++) {
      data[at + e] = values[e * width + column];
    }
    return offset + elements;
  }

  /// Copies what stands at `offset` of a step to column `column` of an array; the offset after it.
  int get(int step, int offset, double[] target, int column, int width) {
    int elements = target.length / width;
    int at = step * stride + Y + offset;
    for (int e = 0; e < elements; e++) {
      target[e * width + column] = data[at + e];
    }
    return offset + elements;
  }

  /// The step that covers `time`: the first whose end is not before it.
  int find(double time) {
    double direction = Math.signum(h(0));
    int low = 0;
    int high = steps - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (direction * (end(middle) - time) >= 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
