package dev.odeon.nn.backend.cpu;

/// A compiled lane program. Both ways of running it leave the same bits.
interface LaneKernel {
  /// One lane or element at a time.
  ///
  /// @param slots arrays by slot
  /// @param lanes lanes of the per-lane arrays
  void scalar(double[][] slots, int lanes);

  /// A vector register of lanes at a time.
  void vector(double[][] slots, int lanes);

  /// All elements of all lanes in one loop of `count`, one at a time: for one lane, or where all
  /// arrays are per lane.
  void flatScalar(double[][] slots, int count);

  /// The same, a vector register at a time.
  void flatVector(double[][] slots, int count);
}
