package dev.odeon.ode.lanes;

import dev.odeon.nn.graph.TensorType;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.step.Carry;
import dev.odeon.ode.step.StepGraphs;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// What a record holds of a step, as a row of numbers: where it began, its size, the state there,
/// and, if the step may have to be made again, what else was carried into it.
final class StepLayout {
  /// Index of the time at which the step began.
  static final int T = 0;

  /// Index of its size.
  static final int TRIED = 1;

  /// Index of the first component of the state.
  static final int Y = 2;

  private final int dimension;
  private final List<Integer> carried;
  private final List<Integer> sizes;
  private final int choice;
  private final int stride;
  private final Use use;

  /// What for.
  private enum Use {
    READING,
    MAKING_AGAIN
  }

  /// @param choice index in [Carry] of what says which way the step went, -1 if there is one only
  private StepLayout(
      int dimension, List<Integer> carried, List<Integer> sizes, int choice, Use use) {
    this.dimension = dimension;
    this.carried = carried;
    this.sizes = sizes;
    this.choice = choice < 0 ? -1 : offset(choice);
    stride = Y + dimension + sizes.stream().mapToInt(Integer::intValue).sum();
    this.use = use;
  }

  private int offset(int choice) {
    int offset = Y + dimension;
    for (int i = 0; carried.get(i) != choice; i++) {
      offset += sizes.get(i);
    }
    return offset;
  }

  /// The step alone, and which way it went.
  static StepLayout brief(StepGraphs steps, StepControl control) {
    int dimension = steps.field().dimension();
    int choice = choice(steps, control);
    List<Integer> carried = choice < 0 ? List.of() : List.of(choice);
    List<Integer> sizes = choice < 0 ? List.of() : List.of(1);
    return new StepLayout(dimension, carried, sizes, choice, Use.READING);
  }

  private static int choice(StepGraphs steps, StepControl control) {
    OptionalInt choice = steps.rule().choice();
    return choice.isPresent() ? steps.carry(control).memoryStart() + choice.getAsInt() : -1;
  }

  /// All that is needed to make the step again. Counts are left out.
  static StepLayout repeatable(StepGraphs steps, StepControl control) {
    Carry carry = steps.carry(control);
    List<Integer> carried = new ArrayList<>(List.of(Carry.H));
    List<Integer> sizes = new ArrayList<>(List.of(1));
    List<TensorType> types = carry.types();
    for (int i = carry.controlStart(); i < types.size(); i++) {
      carried.add(i);
      sizes.add(types.get(i).size());
    }
    int dimension = steps.field().dimension();
    return new StepLayout(dimension, carried, sizes, choice(steps, control), Use.MAKING_AGAIN);
  }

  /// Whether steps can be made again from it.
  boolean isRepeatable() {
    return use == Use.MAKING_AGAIN;
  }

  /// Index of the number that says which way the step went, -1 if there is one way only.
  int choice() {
    return choice;
  }

  int dimension() {
    return dimension;
  }

  /// Numbers of a row.
  int stride() {
    return stride;
  }

  /// Writes a row.
  ///
  /// @param values what was carried into the step, by index of [Carry]
  /// @param tried its size
  void store(double[] rows, int at, double[][] values, double tried, int column, int width) {
    rows[at + T] = values[Carry.T][column];
    rows[at + TRIED] = tried;
    int to = copy(values[Carry.Y], dimension, column, width, rows, at + Y);
    for (int i = 0; i < carried.size(); i++) {
      to = copy(values[carried.get(i)], sizes.get(i), column, width, rows, to);
    }
  }

  private static int copy(
      double[] values, int elements, int column, int width, double[] rows, int to) {
    for (int e = 0; e < elements; e++) {
      rows[to + e] = values[e * width + column];
    }
    return to + elements;
  }

  /// Reads a row back to where it came from.
  void load(double[] rows, int at, double[][] values, int column, int width) {
    values[Carry.T][column] = rows[at + T];
    int from = spread(rows, at + Y, dimension, values[Carry.Y], column, width);
    for (int i = 0; i < carried.size(); i++) {
      from = spread(rows, from, sizes.get(i), values[carried.get(i)], column, width);
    }
  }

  private static int spread(
      double[] rows, int from, int elements, double[] values, int column, int width) {
    for (int e = 0; e < elements; e++) {
      values[e * width + column] = rows[from + e];
    }
    return from + elements;
  }
}
