package dev.odeon.nn.backend.cpu.kernel;

/// The part of a matrix product that is done in registers.
@FunctionalInterface
interface Tile {
  /// For each of `blocks` groups of rows, `c[row][column] += a[row][k] * b[k][column]`, each with
  /// one rounding, for ascending k. Arrays of factors are `double[]` or `float[]`.
  ///
  /// @param a factors that stand for all columns
  /// @param aStart index of the first row's first factor
  /// @param aRow distance of rows
  /// @param aDepth distance of neighbours in k
  /// @param b factors that stand for all rows
  /// @param bStart index of the first column's first factor
  /// @param bDepth distance of neighbours in k
  /// @param c sums; of floats as well
  /// @param cStart index of the first row's first column
  /// @param cRow distance of rows
  /// @param depth number of k
  /// @param blocks groups of rows, one after another
  /// @param columns number of columns
  void run(
      Object a,
      int aStart,
      int aRow,
      int aDepth,
      Object b,
      int bStart,
      int bDepth,
      double[] c,
      int cStart,
      int cRow,
      int depth,
      int blocks,
      int columns);
}
