package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import java.util.Arrays;
import java.util.List;

/// The arrays of the lanes of one block that still run, `[element][column]`: what is carried before
/// and after an attempt, and what else an attempt reads and leaves.
///
/// Columns of lanes that ended are dropped when enough of them have: what an attempt computes for a
/// column does not depend on the others.
final class BlockState {
  /// Columns that must have ended before the others move together: a vector register's worth.
  private static final int WORTH_MOVING = 8;

  private final Carry carry;
  private final List<ValueType> parameterTypes;
  private final AttemptArrays arrays;
  private final int columns;
  private final int[] lanes = new int[Blocks.SIZE];
  private double[][] parameters = new double[0][];
  private int width;
  private int live;

  /// @param rest types of the outputs of an attempt after the carry
  /// @param columns most columns
  BlockState(Carry carry, List<ValueType> parameterTypes, List<TensorType> rest, int columns) {
    this.columns = columns;
    this.carry = carry;
    this.parameterTypes = parameterTypes;
    arrays = new AttemptArrays(carry, rest, columns);
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
    Arrays.fill(arrays.running(), 0);
    for (int column = 0; column < width; column++) {
      lanes[column] = column;
    }
    parameters =
        LaneArrays.copyOfParameters(
            parameterTypes, task.input().parameters(), task.input().lanes(), task.first(), width);
    arrays.bind(parameters);
  }

  /// Most columns, for which its arrays have room.
  int columns() {
    return columns;
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
    return arrays.running()[column] != 0;
  }

  void run(int column) {
    arrays.running()[column] = 1;
    live++;
  }

  void end(int column) {
    arrays.running()[column] = 0;
    live--;
  }

  /// Where the next stop of each column is.
  double[] stop() {
    return arrays.stop();
  }

  /// Where the next save time of each column is; infinite, in its direction, without one.
  double[] save() {
    return arrays.save();
  }

  /// The parameters of the columns.
  double[][] parameters() {
    return parameters;
  }

  /// What was carried into the attempt, by index of [Carry].
  double[] before(int index) {
    return arrays.before()[index];
  }

  /// What is carried out of it.
  double[] after(int index) {
    return arrays.after()[index];
  }

  /// What it left beside the carry.
  double[] rest(int index) {
    return arrays.rest()[index];
  }

  /// The step size that was tried.
  double tried(int column) {
    return arrays.rest()[Attempt.TRIED][column];
  }

  /// All that it left beside the carry.
  double[][] rest() {
    return arrays.rest();
  }

  /// All that is carried out of the attempt.
  double[][] after() {
    return arrays.after();
  }

  /// All that was carried into the attempt.
  double[][] before() {
    return arrays.before();
  }

  /// Makes an attempt from what is carried.
  void attempt(Executable executable) {
    arrays.attempt(executable, width);
  }

  /// Makes an attempt with a graph that has more outputs, which go to `more`.
  void attempt(Executable executable, double[][] more) {
    arrays.attempt(executable, more, width);
  }

  /// Makes the same attempt for one column alone with another graph, into arrays of the caller:
  /// what an attempt computes for a column does not depend on the others.
  void repeat(Executable executable, double[][] outputs, int column) {
    double[][] all = arrays.read();
    double[][] own = new double[all.length][];
    for (int i = 0; i < all.length; i++) {
      own[i] = alone(all[i], executable.graph().inputs().get(i), column);
    }
    executable.run(own, outputs, 1);
  }

  /// The elements of one column, or what is shared.
  double[] alone(double[] values, Value type, int column) {
    if (type.scope() == Scope.SHARED) {
      return values;
    }
    double[] own = new double[type.type().size()];
    for (int e = 0; e < own.length; e++) {
      own[e] = values[e * width + column];
    }
    return own;
  }

  /// What is carried out of the attempt is carried into the next.
  void advance() {
    arrays.advance(width);
    if (width - live >= WORTH_MOVING && live > 0) {
      moveTogether();
    }
  }

  /// The same; the columns of lanes that ended are dropped in any case.
  void advanceRunning() {
    arrays.advance(width);
    if (width > live && live > 0) {
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
      pick(arrays.before()[i], carry.types().get(i).size(), kept);
    }
    for (int i = 0; i < parameters.length; i++) {
      if (parameterTypes.get(i).scope() == Scope.PER_LANE) {
        pick(parameters[i], parameterTypes.get(i).type().size(), kept);
      }
    }
    pick(arrays.stop(), 1, kept);
    pick(arrays.save(), 1, kept);
    pick(arrays.running(), 1, kept);
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
