package dev.odeon.nn.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// How a sparse square matrix is eliminated, decided once by where its entries are: the order of
/// its rows and columns, and where the factors have elements.
///
/// Rows and columns are permuted alike, so the pivots are the diagonal elements, in `order`; they
/// are not chosen by size. That is stable for matrices dominated by their diagonal, as `I - c J` is
/// for small c, and not in general: whoever solves looks at the growth of the factors and at
/// whether the solution is finite. A zero pivot is divided by.
///
/// Elements of the factors are numbered by rows of the permuted matrix, columns ascending; every
/// row has its diagonal element. Immutable; equal if size, entries and order are.
public final class SparseElimination {
  private final int size;
  private final int[] rows;
  private final int[] columns;
  private final int[] order;
  private final int[] starts;
  private final int[] diagonal;
  private final int[] factorColumns;
  private final int[] places;
  private final int hash;

  private SparseElimination(int size, int[] rows, int[] columns, int[] order) {
    this.size = size;
    this.rows = rows;
    this.columns = columns;
    this.order = order;
    int[] position = new int[size];
    for (int i = 0; i < size; i++) {
      position[order[i]] = i;
    }
    int[][] filled = fill(position);
    starts = new int[size + 1];
    for (int i = 0; i < size; i++) {
      starts[i + 1] = Math.addExact(starts[i], filled[i].length);
    }
    factorColumns = new int[starts[size]];
    diagonal = new int[size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(filled[i], 0, factorColumns, starts[i], filled[i].length);
      diagonal[i] = find(i, i);
    }
    places = new int[rows.length];
    for (int k = 0; k < rows.length; k++) {
      places[k] = find(position[rows[k]], position[columns[k]]);
    }
    hash =
        31 * (31 * (31 * size + Arrays.hashCode(rows)) + Arrays.hashCode(columns))
            + Arrays.hashCode(order);
  }

  /// The elimination in an order that keeps the factors sparse: the natural one or that of minimum
  /// degree, whichever fills in less.
  ///
  /// @param size number of rows
  /// @param rows the row of each entry
  /// @param columns the column of each entry; no position may come twice
  /// @throws IllegalArgumentException if the entries are not distinct positions of the matrix
  public static SparseElimination of(int size, int[] rows, int[] columns) {
    int[] natural = IntStream.range(0, size).toArray();
    SparseElimination plain = of(size, rows, columns, natural);
    SparseElimination reordered =
        new SparseElimination(
            size, plain.rows, plain.columns, MinimumDegree.order(size, rows, columns));
    return reordered.factorSize() < plain.factorSize() ? reordered : plain;
  }

  /// The elimination in a given order.
  ///
  /// @param order the rows in order of elimination
  /// @throws IllegalArgumentException if the entries are not distinct positions of the matrix, or
  ///   the order is no permutation
  public static SparseElimination of(int size, int[] rows, int[] columns, int[] order) {
    if (rows.length != columns.length) {
      throw new IllegalArgumentException(
          "entries have " + rows.length + " rows but " + columns.length + " columns");
    }
    checkOrder(size, order);
    checkPositions(size, rows, columns);
    return new SparseElimination(size, rows.clone(), columns.clone(), order.clone());
  }

  private static void checkOrder(int size, int[] order) {
    if (order.length != size) {
      throw new IllegalArgumentException(
          "order of " + order.length + " rows is no permutation of " + size);
    }
    BitSet seen = new BitSet();
    for (int row : order) {
      if (row < 0 || row >= size || seen.get(row)) {
        throw new IllegalArgumentException(
            "order of " + order.length + " rows is no permutation of " + size + ": row " + row);
      }
      seen.set(row);
    }
  }

  private static void checkPositions(int size, int[] rows, int[] columns) {
    List<BitSet> seen = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      seen.add(new BitSet());
    }
    for (int k = 0; k < rows.length; k++) {
      boolean outside = rows[k] < 0 || rows[k] >= size || columns[k] < 0 || columns[k] >= size;
      if (outside || seen.get(rows[k]).get(columns[k])) {
        throw new IllegalArgumentException(
            "entry "
                + k
                + " at ("
                + rows[k]
                + ", "
                + columns[k]
                + ") is "
                + (outside ? "outside a matrix of " + size + " rows" : "there twice"));
      }
      seen.get(rows[k]).set(columns[k]);
    }
  }

  /// The columns of each row of the factors: row i takes the entries of the matrix and, for each
  /// earlier column k that it has, what row k has beyond k.
  private int[][] fill(int[] position) {
    BitSet[] entries = new BitSet[size];
    for (int i = 0; i < size; i++) {
      entries[i] = new BitSet();
      entries[i].set(i);
    }
    for (int k = 0; k < rows.length; k++) {
      entries[position[rows[k]]].set(position[columns[k]]);
    }
    int[][] filled = new int[size][];
    for (int i = 0; i < size; i++) {
      Interruptible.check();
      BitSet row = entries[i];
      for (int k = row.nextSetBit(0); k < i; k = row.nextSetBit(k + 1)) {
        for (int column : filled[k]) {
          if (column > k) {
            row.set(column);
          }
        }
      }
      filled[i] = row.stream().toArray();
    }
    return filled;
  }

  private int find(int row, int column) {
    return Arrays.binarySearch(factorColumns, starts[row], starts[row + 1], column);
  }

  /// Number of rows of the matrix.
  public int size() {
    return size;
  }

  /// Number of entries of the matrix.
  public int entries() {
    return rows.length;
  }

  /// The row of entry `index`.
  public int row(int index) {
    return rows[index];
  }

  /// The column of entry `index`.
  public int column(int index) {
    return columns[index];
  }

  /// The row that is eliminated at `step`.
  public int order(int step) {
    return order[step];
  }

  /// Number of elements of the factors.
  public int factorSize() {
    return factorColumns.length;
  }

  /// The number of the first element of `row` of the factors; `row` may be [#size].
  public int start(int row) {
    return starts[row];
  }

  /// The number of the diagonal element of `row` of the factors.
  public int diagonal(int row) {
    return diagonal[row];
  }

  /// The column of element `index` of the factors.
  public int factorColumn(int index) {
    return factorColumns[index];
  }

  /// The element of the factors where entry `index` of the matrix goes.
  public int place(int index) {
    return places[index];
  }

  /// Multiplications that factoring takes.
  public long multiplications() {
    long count = 0;
    for (int i = 0; i < size; i++) {
      for (int e = starts[i]; e < diagonal[i]; e++) {
        int k = factorColumns[e];
        count += starts[k + 1] - diagonal[k];
      }
    }
    return count;
  }

  /// The attributes in graph text.
  String text() {
    return "size="
        + size
        + ", rows="
        + Arrays.toString(rows)
        + ", columns="
        + Arrays.toString(columns)
        + ", order="
        + Arrays.toString(order);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof SparseElimination that
            && hash == that.hash
            && size == that.size
            && Arrays.equals(rows, that.rows)
            && Arrays.equals(columns, that.columns)
            && Arrays.equals(order, that.order));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return size + " rows, " + rows.length + " entries, factors of " + factorSize();
  }
}
