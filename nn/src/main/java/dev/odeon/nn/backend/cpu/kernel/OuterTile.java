package dev.odeon.nn.backend.cpu.kernel;

/// The part of a sum of outer products of one block of lanes that is done in registers.
@FunctionalInterface
interface OuterTile {
  /// Writes `a[0][row][lane] * b[0][column][lane] + a[1][row][lane] * b[1][column][lane] + ...`,
  /// each product and sum rounded, to `products[row][column]`, whose rows of lanes are [#STRIDE]
  /// apart. Zeros stand there after the last lane, up to a whole register.
  ///
  /// @param a factors of rows, `[term][row][lane]`
  /// @param aStart first row's first lane
  /// @param b factors of columns, as many terms
  /// @param bStart first column's first lane
  /// @param stride distance of rows of a and b
  /// @param lanes number of lanes, at most [#STRIDE]
  /// @param products results
  void run(
      double[][] a, int aStart, double[][] b, int bStart, int stride, int lanes, double[] products);

  /// Distance of rows of lanes in the results.
  int STRIDE = 64;
}
