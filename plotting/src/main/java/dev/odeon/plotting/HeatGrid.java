package dev.odeon.plotting;

import java.util.Objects;
import java.util.function.DoubleBinaryOperator;

/// Numbers on a rectangle of the plane, divided into equal cells; each stands for the middle of its
/// cell. Immutable. Numbers that are NaN or infinite leave their cells blank.
public final class HeatGrid {
  private static final int MOST = 2000;

  private final String name;
  private final double left;
  private final double right;
  private final double bottom;
  private final double top;
  private final int columns;
  private final int rows;
  private final double[] values;

  /// A square of the plane from `low` to `high` along both axes, all numbers 0.
  ///
  /// @param name what the numbers are, for the colour bar
  /// @param side cells along each side, 1 to 2000
  public static HeatGrid square(String name, double low, double high, int side) {
    return new HeatGrid(name, low, high, low, high, side, side);
  }

  /// A rectangle of the plane, all numbers 0.
  ///
  /// @param name what the numbers are, for the colour bar
  /// @param left lower end along the first axis
  /// @param right upper end, above `left`
  /// @param bottom lower end along the second axis
  /// @param top upper end, above `bottom`
  /// @param columns cells along the first axis, 1 to 2000
  /// @param rows cells along the second axis, 1 to 2000
  public HeatGrid(
      String name, double left, double right, double bottom, double top, int columns, int rows) {
    this(name, left, right, bottom, top, columns, rows, new double[checked(columns, rows)]);
  }

  private HeatGrid(
      String name,
      double left,
      double right,
      double bottom,
      double top,
      int columns,
      int rows,
      double[] values) {
    PlotText.require("name of a heat grid", name);
    checkRange("left", left, "right", right);
    checkRange("bottom", bottom, "top", top);
    this.name = name;
    this.left = left;
    this.right = right;
    this.bottom = bottom;
    this.top = top;
    this.columns = columns;
    this.rows = rows;
    this.values = values;
  }

  private static void checkRange(String lowName, double low, String highName, double high) {
    if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "heat grid: " + lowName + " " + low + " is not below " + highName + " " + high);
    }
    if (Double.isInfinite(high - low)) {
      throw new IllegalArgumentException(
          "heat grid: "
              + lowName
              + " "
              + low
              + " and "
              + highName
              + " "
              + high
              + " are too far apart");
    }
  }

  private static int checked(int columns, int rows) {
    if (columns < 1 || columns > MOST || rows < 1 || rows > MOST) {
      throw new IllegalArgumentException(
          "heat grid: " + columns + " columns and " + rows + " rows are not each in 1.." + MOST);
    }
    return columns * rows;
  }

  /// The same cells with these numbers, copied: row by row from the bottom, each from the left.
  public HeatGrid with(double[] numbers) {
    Objects.requireNonNull(numbers, "numbers");
    if (numbers.length != values.length) {
      throw new IllegalArgumentException(
          "heat grid: " + numbers.length + " numbers for " + values.length + " cells");
    }
    return new HeatGrid(name, left, right, bottom, top, columns, rows, numbers.clone());
  }

  /// The same cells with the values of `function` at their middles.
  public HeatGrid with(DoubleBinaryOperator function) {
    double[] numbers = new double[values.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = function.applyAsDouble(x(i), y(i));
    }
    return new HeatGrid(name, left, right, bottom, top, columns, rows, numbers);
  }

  /// What the numbers are.
  public String name() {
    return name;
  }

  /// Number of cells.
  public int size() {
    return values.length;
  }

  /// The middle of cell `i` along the first axis.
  public double x(int i) {
    Objects.checkIndex(i, values.length);
    return left + (i % columns + 0.5) * (right - left) / columns;
  }

  /// The middle of cell `i` along the second axis.
  public double y(int i) {
    Objects.checkIndex(i, values.length);
    int row = i / columns;
    return bottom + (row + 0.5) * (top - bottom) / rows;
  }

  /// The number of cell `i`.
  public double value(int i) {
    return values[i];
  }

  /// The middles of all cells, those along the first axis before those along the second:
  /// `[component][cell]`.
  public double[] middles() {
    double[] middles = new double[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      middles[i] = x(i);
      middles[values.length + i] = y(i);
    }
    return middles;
  }

  /// The area of a cell, in units of both axes.
  public double cellArea() {
    return (right - left) / columns * ((top - bottom) / rows);
  }

  int columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  Range across() {
    return new Range(left, right);
  }

  Range upwards() {
    return new Range(bottom, top);
  }

  SeriesReport report() {
    int drawn = 0;
    for (double value : values) {
      drawn += Double.isFinite(value) ? 1 : 0;
    }
    return new SeriesReport(name, values.length, drawn, values.length - drawn);
  }
}
