package dev.odeon.validation.precision;

import dev.odeon.nn.ad.sparse.SparsityPattern;

/// The diagonals of a square matrix that have entries.
///
/// @param size number of rows
/// @param above diagonals above the main one
/// @param below diagonals below it
record Band(int size, int above, int below) {
  static Band of(SparsityPattern pattern) {
    int above = 0;
    int below = 0;
    for (int row = 0; row < pattern.rows(); row++) {
      for (int column : pattern.row(row)) {
        above = Math.max(above, column - row);
        below = Math.max(below, row - column);
      }
    }
    return new Band(pattern.rows(), above, below);
  }

  /// Whether elimination within the band, where exchanged rows fill in `below` diagonals more,
  /// takes far less than that of the whole matrix.
  boolean isNarrow() {
    return 4 * (above + 2 * below + 1) < size;
  }
}
