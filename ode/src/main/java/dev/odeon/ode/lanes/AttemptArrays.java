package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import java.util.Arrays;
import java.util.List;

/// What attempts at steps of one block read and leave, `[element][column]`: what is carried before
/// and after, which trade places or contents from attempt to attempt, and what else there is.
final class AttemptArrays {
  /// For so few columns it is cheaper to copy than to let the executable have other arrays.
  private static final int FEW = 4;

  private final int carried;
  private final int[] sizes;
  private final double[] stop = new double[Blocks.SIZE];
  private final double[] save = new double[Blocks.SIZE];
  private final double[] running = new double[Blocks.SIZE];
  private final double[][] rest;
  private double[][] before;
  private double[][] after;
  private double[][] in = new double[0][];
  private double[][] out = new double[0][];
  private double[][] otherIn = new double[0][];
  private double[][] otherOut = new double[0][];

  /// @param rest types of the outputs of an attempt after the carry
  /// @param columns most columns
  AttemptArrays(Carry carry, List<TensorType> rest, int columns) {
    carried = carry.size();
    sizes = carry.types().stream().mapToInt(TensorType::size).toArray();
    before = of(carry.types(), columns);
    after = of(carry.types(), columns);
    this.rest = of(rest, columns);
  }

  /// Arrays for values of `types` in `columns` columns.
  static double[][] of(List<TensorType> types, int columns) {
    return types.stream()
        .map(type -> new double[Math.multiplyExact(type.size(), columns)])
        .toArray(double[][]::new);
  }

  /// Takes the parameters of the attempts to come.
  void bind(double[][] parameters) {
    in = inputs(before, parameters);
    otherIn = inputs(after, parameters);
    out = outputs(after);
    otherOut = outputs(before);
  }

  private double[][] inputs(double[][] values, double[][] parameters) {
    double[][] inputs = new double[Attempt.READ + carried + parameters.length][];
    inputs[0] = stop;
    inputs[1] = save;
    inputs[2] = running;
    System.arraycopy(values, 0, inputs, Attempt.READ, carried);
    System.arraycopy(parameters, 0, inputs, Attempt.READ + carried, parameters.length);
    return inputs;
  }

  private double[][] outputs(double[][] values) {
    double[][] outputs = Arrays.copyOf(values, carried + rest.length);
    System.arraycopy(rest, 0, outputs, carried, rest.length);
    return outputs;
  }

  /// Makes an attempt from what is carried.
  void attempt(Executable executable, int width) {
    executable.run(in, out, width);
  }

  /// Makes an attempt with a graph that has more outputs, which go to `more`.
  void attempt(Executable executable, double[][] more, int width) {
    double[][] all = Arrays.copyOf(out, out.length + more.length);
    System.arraycopy(more, 0, all, out.length, more.length);
    executable.run(in, all, width);
  }

  /// All that an attempt reads.
  double[][] read() {
    return in;
  }

  /// What is carried out of the attempt of `width` columns is carried into the next.
  void advance(int width) {
    if (width <= FEW) {
      for (int i = 0; i < carried; i++) {
        System.arraycopy(after[i], 0, before[i], 0, sizes[i] * width);
      }
    } else {
      swap();
    }
  }

  private void swap() {
    double[][] values = before;
    before = after;
    after = values;
    double[][] inputs = in;
    in = otherIn;
    otherIn = inputs;
    double[][] outputs = out;
    out = otherOut;
    otherOut = outputs;
  }

  /// Where each column's steps must end.
  double[] stop() {
    return stop;
  }

  /// The time that each column asks for attention at.
  double[] save() {
    return save;
  }

  /// 1 for a column that runs, else 0.
  double[] running() {
    return running;
  }

  /// All that was carried into the attempt, by index of [Carry].
  double[][] before() {
    return before;
  }

  /// All that is carried out of it.
  double[][] after() {
    return after;
  }

  /// All that it left beside the carry.
  double[][] rest() {
    return rest;
  }
}
