package dev.odeon.ode.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of published numbers, kept to 32 digits so that what is claimed of them can be proven
/// before they are rounded to doubles. What a row leaves out at its end is zero.
public final class Coefficients {
  /// None at all.
  static final Coefficients NONE = new Coefficients(List.of());

  private final List<List<DoubleDouble>> rows;

  private Coefficients(List<List<DoubleDouble>> rows) {
    this.rows = rows;
  }

  /// Reads numbers separated by blanks, each a decimal or a fraction of whole numbers; a semicolon
  /// ends a row.
  ///
  /// @throws NumberFormatException if there is something else
  public static Coefficients parse(String text) {
    List<List<DoubleDouble>> rows = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf(';'); end >= 0; end = text.indexOf(';', start)) {
      String row = text.substring(start, end).strip();
      rows.add(
          row.isEmpty()
              ? List.of()
              : Arrays.stream(row.split("\\s+", -1)).map(DoubleDouble::parse).toList());
      start = end + 1;
    }
    if (!text.substring(start).isBlank()) {
      throw new NumberFormatException("the last row '" + text.substring(start) + "' has no ';'");
    }
    return new Coefficients(rows);
  }

  /// Rows of doubles.
  public static Coefficients of(double[]... rows) {
    return new Coefficients(
        Arrays.stream(rows)
            .map(row -> Arrays.stream(row).mapToObj(DoubleDouble::of).toList())
            .toList());
  }

  /// These rows, then those of `other`.
  Coefficients then(Coefficients other) {
    List<List<DoubleDouble>> all = new ArrayList<>(rows);
    all.addAll(other.rows);
    return new Coefficients(all);
  }

  int count() {
    return rows.size();
  }

  /// The length of the longest row.
  int width() {
    return rows.stream().mapToInt(List::size).max().orElse(0);
  }

  /// Row `i`, filled with zeros up to `length`.
  DoubleDouble[] row(int i, int length) {
    DoubleDouble[] row = rows.get(i).toArray(new DoubleDouble[length]);
    Arrays.fill(row, rows.get(i).size(), length, DoubleDouble.ZERO);
    return row;
  }

  /// All rows, each filled with zeros up to `length`.
  DoubleDouble[][] rows(int length) {
    DoubleDouble[][] all = new DoubleDouble[count()][];
    Arrays.setAll(all, i -> row(i, length));
    return all;
  }

  /// The nearest doubles.
  static double[] rounded(DoubleDouble[] row) {
    return Arrays.stream(row).mapToDouble(DoubleDouble::high).toArray();
  }

  /// The nearest doubles.
  static double[][] rounded(DoubleDouble[][] rows) {
    return Arrays.stream(rows).map(Coefficients::rounded).toArray(double[][]::new);
  }
}
