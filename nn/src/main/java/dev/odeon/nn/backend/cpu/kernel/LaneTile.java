package dev.odeon.nn.backend.cpu.kernel;

/// The part of a sum over one block of lanes that is done in registers.
@FunctionalInterface
interface LaneTile {
  /// For each row, adds the number of lane i to accumulator `i mod 16`, then accumulators 8 apart.
  ///
  /// @param x numbers, `[row][lane]`
  /// @param start first row's first lane
  /// @param stride distance of rows
  /// @param mask lanes that count, those where it is not zero
  /// @param maskStart the first lane's
  /// @param lanes number of lanes
  /// @param sums where the eight sums of each row go
  /// @param at the first row's
  void run(
      double[] x,
      int start,
      int stride,
      double[] mask,
      int maskStart,
      int lanes,
      double[] sums,
      int at);
}
