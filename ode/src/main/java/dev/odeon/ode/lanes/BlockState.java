package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.step.Carry;
import java.util.Arrays;
import java.util.List;

/// The arrays of the lanes of one block that still run, `[element][column]`: what is carried before
/// and after an attempt, and what else an attempt reads and leaves.
///
/// Columns of lanes that ended are dropped when enough of them have: what an attempt computes for a
/// column does not depend on the others.
final class BlockState {
  /// Inputs of an attempt before the carry: stop, save, running.
  private static final int READ = 3;

  /// Columns that must have ended before the others move together: a vector register's worth.
  private static final int WORTH_MOVING = 8;

  private final Carry carry;
  private final List<ValueType> parameterTypes;
  private final double[] stop = new double[Blocks.SIZE];
  private final double[] save = new double[Blocks.SIZE];
  private final double[] running = new double[Blocks.SIZE];
  private final int[] lanes = new int[Blocks.SIZE];
  private final double[][] rest;
  private double[][] before;
  private double[][] after;
  private double[][] in = new double[0][];
  private double[][] out = new double[0][];
  private double[][] otherIn = new double[0][];
  private double[][] otherOut = new double[0][];
  private double[][] parameters = new double[0][];
  private int width;
  private int live;

  /// @param rest types of the outputs of an attempt after the carry
  BlockState(Carry carry, List<ValueType> parameterTypes, List<TensorType> rest) {
    this.carry = carry;
    this.parameterTypes = parameterTypes;
    before = arrays(carry.types());
    after = arrays(carry.types());
    this.rest = arrays(rest);
  }

  static double[][] arrays(List<TensorType> types) {
    return types.stream()
        .map(type -> new double[type.size() * Blocks.SIZE])
        .toArray(double[][]::new);
  }

  /// The first of `count` elements of a column that is not finite; -1 if all are.
  int firstNonFinite(double[] values, int count, int column) {
    for (int i = 0; i < count; i++) {
      if (!Double.isFinite(values[i * width + column])) {
        return i;
      }
    }
    return -1;
  }

  /// Takes the lanes of a task, none of them running; what they carry is to be set.
  void load(BlockTask task) {
    width = task.width();
    live = 0;
    Arrays.fill(running, 0);
    for (int column = 0; column < width; column++) {
      lanes[column] = column;
    }
    parameters =
        LaneArrays.copyOfParameters(
            parameterTypes, task.input().parameters(), task.input().lanes(), task.first(), width);
    in = inputs(before);
    otherIn = inputs(after);
    out = outputs(after);
    otherOut = outputs(before);
  }

  private double[][] inputs(double[][] carried) {
    double[][] inputs = new double[READ + carry.size() + parameters.length][];
    inputs[0] = stop;
    inputs[1] = save;
    inputs[2] = running;
    System.arraycopy(carried, 0, inputs, READ, carry.size());
    System.arraycopy(parameters, 0, inputs, READ + carry.size(), parameters.length);
    return inputs;
  }

  private double[][] outputs(double[][] carried) {
    double[][] outputs = Arrays.copyOf(carried, carry.size() + rest.length);
    System.arraycopy(rest, 0, outputs, carry.size(), rest.length);
    return outputs;
  }

  /// Number of columns.
  int width() {
    return width;
  }

  /// Number of lanes that run.
  int live() {
    return live;
  }

  /// The lane of `column`, counted from the first of the block.
  int lane(int column) {
    return lanes[column];
  }

  boolean isRunning(int column) {
    return running[column] != 0;
  }

  void run(int column) {
    running[column] = 1;
    live++;
  }

  void end(int column) {
    running[column] = 0;
    live--;
  }

  /// Where the next stop of each column is.
  double[] stop() {
    return stop;
  }

  /// Where the next save time of each column is; infinite, in its direction, without one.
  double[] save() {
    return save;
  }

  /// The parameters of the columns.
  double[][] parameters() {
    return parameters;
  }

  /// What was carried into the attempt, by index of [Carry].
  double[] before(int index) {
    return before[index];
  }

  /// What is carried out of it.
  double[] after(int index) {
    return after[index];
  }

  /// What it left beside the carry.
  double[] rest(int index) {
    return rest[index];
  }

  /// All that it left beside the carry.
  double[][] rest() {
    return rest;
  }

  /// All that is carried out of the attempt.
  double[][] after() {
    return after;
  }

  /// All that was carried into the attempt.
  double[][] before() {
    return before;
  }

  /// Makes an attempt from what is carried.
  void attempt(Executable executable) {
    executable.run(in, out, width);
  }

  /// Makes the same attempt with another graph, into arrays of the caller.
  void repeat(Executable executable, double[][] outputs) {
    executable.run(in, outputs, width);
  }

  /// What is carried out of the attempt is carried into the next.
  void advance() {
    double[][] carried = before;
    before = after;
    after = carried;
    double[][] inputs = in;
    in = otherIn;
    otherIn = inputs;
    double[][] outputs = out;
    out = otherOut;
    otherOut = outputs;
    if (width - live >= WORTH_MOVING && live > 0) {
      moveTogether();
    }
  }

  private void moveTogether() {
    int[] kept = new int[live];
    int count = 0;
    for (int column = 0; column < width; column++) {
      if (isRunning(column)) {
        lanes[count] = lanes[column];
        kept[count++] = column;
      }
    }
    for (int i = 0; i < carry.size(); i++) {
      pick(before[i], carry.types().get(i).size(), kept);
    }
    for (int i = 0; i < parameters.length; i++) {
      if (parameterTypes.get(i).scope() == Scope.PER_LANE) {
        pick(parameters[i], parameterTypes.get(i).type().size(), kept);
      }
    }
    pick(stop, 1, kept);
    pick(save, 1, kept);
    pick(running, 1, kept);
    width = count;
  }

  /// Keeps some columns of each element; writing never overtakes reading.
  private void pick(double[] values, int elements, int[] kept) {
    int to = 0;
    for (int e = 0; e < elements; e++) {
      for (int column : kept) {
        values[to++] = values[e * width + column];
      }
    }
  }
}
