package dev.odeon.cli.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Named columns of values over times. A missing value is NaN. Times ascend or descend; one time
/// may stand in several rows (repeated measurements). Immutable.
public final class TimeSeries {
  private final double[] times;
  private final Map<String, double[]> columns;

  private TimeSeries(double[] times, Map<String, double[]> columns) {
    this.times = times;
    this.columns = Collections.unmodifiableMap(columns);
  }

  /// A series of copies of the arrays.
  ///
  /// @param times one finite time for each row, ascending or descending, not strictly
  /// @param columns name -> one value for each row, NaN where missing; the order is kept
  /// @throws IllegalArgumentException if lengths differ or times are not finite or not in order
  public static TimeSeries of(double[] times, Map<String, double[]> columns) {
    checkOrder(times);
    Map<String, double[]> copies = new LinkedHashMap<>();
    columns.forEach(
        (name, values) -> {
          if (values.length != times.length) {
            throw new IllegalArgumentException(
                "column '%s' has %d values for %d times"
                    .formatted(name, values.length, times.length));
          }
          copies.put(name, values.clone());
        });
    return new TimeSeries(times.clone(), copies);
  }

  private static void checkOrder(double[] times) {
    int direction = 0;
    for (int i = 0; i < times.length; i++) {
      if (!Double.isFinite(times[i])) {
        throw new IllegalArgumentException("time " + i + " must be finite, was " + times[i]);
      }
      int sign = i == 0 ? 0 : Double.compare(times[i], times[i - 1]);
      if (sign * direction < 0) {
        throw new IllegalArgumentException("time " + i + " is out of order: " + times[i]);
      }
      direction = sign == 0 ? direction : sign;
    }
  }

  /// The number of rows.
  public int rows() {
    return times.length;
  }

  /// The time of a row.
  public double time(int row) {
    return times[row];
  }

  /// All times, a copy.
  public double[] times() {
    return times.clone();
  }

  /// The names of the columns, in order.
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /// A value, NaN if missing.
  ///
  /// @throws IllegalArgumentException if there is no such column
  public double value(String name, int row) {
    return stored(name)[row];
  }

  /// Whether a value is missing.
  ///
  /// @throws IllegalArgumentException if there is no such column
  public boolean isMissing(String name, int row) {
    return Double.isNaN(value(name, row));
  }

  /// The values of a column, NaN where missing, a copy.
  ///
  /// @throws IllegalArgumentException if there is no such column
  public double[] column(String name) {
    return stored(name).clone();
  }

  /// How many values of a column are not missing.
  ///
  /// @throws IllegalArgumentException if there is no such column
  public int present(String name) {
    int count = 0;
    for (double value : stored(name)) {
      count += Double.isNaN(value) ? 0 : 1;
    }
    return count;
  }

  private double[] stored(String name) {
    double[] values = columns.get(name);
    if (values == null) {
      throw new IllegalArgumentException(
          "no column '" + name + "'; the columns are " + columns.keySet());
    }
    return values;
  }

  /// Each time once, in order: the times to solve for.
  public double[] distinctTimes() {
    List<Double> distinct = new ArrayList<>();
    for (int row = 0; row < times.length; row++) {
      if (row == 0 || times[row] != times[row - 1]) {
        distinct.add(times[row]);
      }
    }
    return distinct.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// For each row the index of its time in [#distinctTimes()].
  public int[] distinctIndex() {
    int[] index = new int[times.length];
    for (int row = 1; row < times.length; row++) {
      index[row] = index[row - 1] + (times[row] == times[row - 1] ? 0 : 1);
    }
    return index;
  }

  /// The rows of the first `count` distinct times.
  ///
  /// @throws IllegalArgumentException if there are fewer distinct times
  public TimeSeries firstTimes(int count) {
    return slice(0, rowOfTime(count));
  }

  /// The rows from distinct time `first`, counted from 0, to the end.
  ///
  /// @throws IllegalArgumentException if there are fewer distinct times
  public TimeSeries fromTime(int first) {
    return slice(rowOfTime(first), times.length);
  }

  private int rowOfTime(int distinct) {
    int[] index = distinctIndex();
    int available = times.length == 0 ? 0 : index[times.length - 1] + 1;
    if (distinct < 0 || distinct > available) {
      throw new IllegalArgumentException(
          "the series has " + available + " distinct times, asked for " + distinct);
    }
    int row = 0;
    while (row < times.length && index[row] < distinct) {
      row++;
    }
    return row;
  }

  private TimeSeries slice(int from, int to) {
    Map<String, double[]> parts = new LinkedHashMap<>();
    columns.forEach((name, values) -> parts.put(name, Arrays.copyOfRange(values, from, to)));
    return new TimeSeries(Arrays.copyOfRange(times, from, to), parts);
  }
}
