package dev.odeon.nn.backend.cpu.kernel;

/// The part of a sum over lanes that is done in registers: the sums of one block of lanes for some
/// rows and columns of outer products.
@FunctionalInterface
interface LaneTile {
  /// For each row r and column c, adds `sum over terms of a[r][lane] * b[c][lane]` to accumulator
  /// `lane mod 16`, then accumulators 8 apart; the eight sums of (r, c) go to `sums`.
  ///
  /// @param a factors of the rows, `[row][lane]`, one array a term
  /// @param b factors of the columns
  /// @param terms number of terms
  /// @param mask lanes that count, those where it is not zero
  /// @param row first row
  /// @param column first column
  /// @param lanes lanes of the arrays
  /// @param from first lane
  /// @param to end of the lanes
  /// @param sums where the sums go: eight for each row and column, rows first
  void run(
      double[][] a,
      double[][] b,
      int terms,
      double[] mask,
      int row,
      int column,
      int lanes,
      int from,
      int to,
      double[] sums);
}
