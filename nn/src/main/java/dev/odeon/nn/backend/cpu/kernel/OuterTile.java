package dev.odeon.nn.backend.cpu.kernel;

/// The part of an outer product of one block of lanes that is done in registers.
@FunctionalInterface
interface OuterTile {
  /// Writes, or adds, `a[row][lane] * b[column][lane]`, each rounded, to `products[row][column]`,
  /// whose rows of lanes are [#STRIDE] apart. Zeros stand there after the last lane, up to a whole
  /// register.
  ///
  /// @param a factors of rows, `[row][lane]`
  /// @param aStart first row's first lane
  /// @param b factors of columns
  /// @param bStart first column's first lane
  /// @param stride distance of rows of a and b
  /// @param lanes number of lanes, at most [#STRIDE]
  /// @param products results
  void run(
      double[] a, int aStart, double[] b, int bStart, int stride, int lanes, double[] products);

  /// Distance of rows of lanes in the results.
  int STRIDE = 64;
}
