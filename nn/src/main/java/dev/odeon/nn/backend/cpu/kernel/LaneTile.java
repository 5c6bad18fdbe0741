package dev.odeon.nn.backend.cpu.kernel;

/// Sums over one block of lanes that are made side by side.
@FunctionalInterface
interface LaneTile {
  /// How many sums a tile makes at most.
  int MOST_SUMS = 8;

  /// Length of a tile's working memory.
  int MEMORY = MOST_SUMS * Residues.COUNT / 2;

  /// For each row, or each pair of a row and a column, adds the number of lane i, or the rounded
  /// product of both, to accumulator `i mod 16`, then accumulators 8, 4, 2 and 1 apart.
  ///
  /// @param x numbers, `[row][lane]`
  /// @param start first row's first lane
  /// @param stride distance of rows, and of columns
  /// @param y factors of columns, `[column][lane]`; not read by a tile without columns
  /// @param yStart first column's first lane
  /// @param mask lanes that count, those where it is not zero
  /// @param maskStart the first lane's
  /// @param lanes number of lanes
  /// @param memory working memory of [#MEMORY] numbers
  /// @param out where the sums go, row by row
  /// @param at the first one's
  /// @param outStride distance of rows of sums, of a tile whose rows do not follow one another
  void run(
      double[] x,
      int start,
      int stride,
      double[] y,
      int yStart,
      double[] mask,
      int maskStart,
      int lanes,
      double[] memory,
      double[] out,
      int at,
      int outStride);
}
