package dev.odeon.nn.backend.cpu.kernel;

/// The part of a product of two operands that differ from lane to lane that is done in registers.
@FunctionalInterface
interface LaneProductTile {
  /// For each lane, `out[row][column] = sum over k of a[row][k] * b[k][column]`, each step with one
  /// rounding, from +0, for ascending k. Starts and distances count elements, not lanes.
  ///
  /// @param a factors of rows, `[element][lane]`
  /// @param aStart first row's first factor
  /// @param aRow distance of rows
  /// @param aDepth distance of neighbours in k
  /// @param b factors of columns
  /// @param bStart first column's first factor
  /// @param bColumn distance of columns
  /// @param bDepth distance of neighbours in k
  /// @param out results
  /// @param outStart first row's first column
  /// @param outRow distance of rows
  /// @param depth number of k
  /// @param lanes number of lanes
  void run(
      double[] a,
      int aStart,
      int aRow,
      int aDepth,
      double[] b,
      int bStart,
      int bColumn,
      int bDepth,
      double[] out,
      int outStart,
      int outRow,
      int depth,
      int lanes);
}
