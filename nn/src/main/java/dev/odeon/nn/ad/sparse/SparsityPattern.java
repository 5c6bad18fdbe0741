package dev.odeon.nn.ad.sparse;

import dev.odeon.nn.graph.SparseElimination;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The positions of a matrix that can differ from zero, by rows; columns ascend within a row.
/// Immutable.
public final class SparsityPattern {
  private final int columns;
  private final int[] starts;
  private final int[] positions;

  private SparsityPattern(int columns, int[] starts, int[] positions) {
    this.columns = columns;
    this.starts = starts;
    this.positions = positions;
  }

  /// A pattern from the ascending columns of each row.
  ///
  /// @throws IllegalArgumentException if a row does not ascend within 0 to `columns` - 1
  public static SparsityPattern ofRows(int columns, int[][] rows) {
    checkSize(columns, rows);
    int[] starts = new int[rows.length + 1];
    for (int row = 0; row < rows.length; row++) {
      int last = -1;
      for (int column : rows[row]) {
        if (column <= last || column >= columns) {
          throw new IllegalArgumentException(
              "row "
                  + row
                  + " of a pattern has columns "
                  + Arrays.toString(rows[row])
                  + ", which do not ascend within 0.."
                  + (columns - 1));
        }
        last = column;
      }
      starts[row + 1] = starts[row] + rows[row].length;
    }
    int[] positions = new int[starts[rows.length]];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, positions, starts[row], rows[row].length);
    }
    return new SparsityPattern(columns, starts, positions);
  }

  /// A matrix with the pattern takes 8 bytes an entry, and nobody needs but one.
  private static void checkSize(int columns, int[][] rows) {
    long entries = 0;
    for (int[] row : rows) {
      entries += row.length;
    }
    if (entries > Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 16)) {
      throw new IllegalArgumentException(
          "a pattern of "
              + rows.length
              + " rows and "
              + columns
              + " columns has "
              + entries
              + " entries: two matrices of them do not fit in the heap");
    }
  }

  /// Number of rows.
  public int rows() {
    return starts.length - 1;
  }

  /// Number of columns.
  public int columns() {
    return columns;
  }

  /// Number of positions that can differ from zero.
  public int size() {
    return positions.length;
  }

  /// The number, counting by rows, of the first position in `row`; `row` may be [#rows].
  public int start(int row) {
    return starts[row];
  }

  /// The column of position `index`, counting by rows.
  public int column(int index) {
    return positions[index];
  }

  /// A fresh array of the columns of `row`, ascending.
  public int[] row(int row) {
    return Arrays.copyOfRange(positions, starts[row], starts[row + 1]);
  }

  /// Whether the entry can differ from zero.
  public boolean contains(int row, int column) {
    return Arrays.binarySearch(positions, starts[row], starts[row + 1], column) >= 0;
  }

  /// Rows and columns exchanged.
  public SparsityPattern transpose() {
    int[] begin = new int[columns + 1];
    for (int column : positions) {
      begin[column + 1]++;
    }
    for (int column = 0; column < columns; column++) {
      begin[column + 1] += begin[column];
    }
    int[] next = begin.clone();
    int[] turned = new int[positions.length];
    for (int row = 0; row < rows(); row++) {
      for (int index = starts[row]; index < starts[row + 1]; index++) {
        turned[next[positions[index]]++] = row;
      }
    }
    return new SparsityPattern(rows(), begin, turned);
  }

  /// This pattern, a square one, with the whole diagonal.
  public SparsityPattern withDiagonal() {
    int[][] rows = new int[rows()][];
    for (int row = 0; row < rows.length; row++) {
      int[] own = row(row);
      rows[row] =
          contains(row, row)
              ? own
              : IntStream.concat(Arrays.stream(own), IntStream.of(row)).sorted().toArray();
    }
    return ofRows(columns, rows);
  }

  /// How a square matrix with this pattern is factored sparsely; its entries count by rows.
  ///
  /// @throws IllegalArgumentException if the matrix is not square
  public SparseElimination elimination() {
    if (rows() != columns) {
      throw new IllegalArgumentException(
          "pattern of " + rows() + " rows and " + columns + " columns is not square");
    }
    int[] rows = new int[size()];
    for (int row = 0; row < rows(); row++) {
      Arrays.fill(rows, starts[row], starts[row + 1], row);
    }
    return SparseElimination.of(columns, rows, positions);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparsityPattern that
        && columns == that.columns
        && Arrays.equals(starts, that.starts)
        && Arrays.equals(positions, that.positions);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * columns + Arrays.hashCode(starts)) + Arrays.hashCode(positions);
  }

  @Override
  public String toString() {
    return rows() + " x " + columns + " with " + size() + " positions";
  }
}
