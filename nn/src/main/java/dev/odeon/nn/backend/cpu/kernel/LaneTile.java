package dev.odeon.nn.backend.cpu.kernel;

/// The part of a sum over one block of lanes that is done in registers.
@FunctionalInterface
interface LaneTile {
  /// For each row, or each pair of a row and a column, adds the number of lane i, or the rounded
  /// product of both, to accumulator `i mod 16`, then accumulators 8 apart.
  ///
  /// @param x numbers, `[row][lane]`
  /// @param start first row's first lane
  /// @param stride distance of rows, and of columns
  /// @param y factors of columns, `[column][lane]`; not read by a tile without columns
  /// @param yStart first column's first lane
  /// @param mask lanes that count, those where it is not zero
  /// @param maskStart the first lane's
  /// @param lanes number of lanes
  /// @param sums where the eight sums of each row or pair go
  /// @param at the first one's
  void run(
      double[] x,
      int start,
      int stride,
      double[] y,
      int yStart,
      double[] mask,
      int maskStart,
      int lanes,
      double[] sums,
      int at);
}
