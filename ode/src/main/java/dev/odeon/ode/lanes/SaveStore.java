package dev.odeon.ode.lanes;

/// Where the lanes of a run put what is kept of them.
@FunctionalInterface
interface SaveStore {
  /// Keeps column `column` of `values`, `[component][column]` of `width` columns.
  ///
  /// @param lane the lane, of all lanes
  /// @param save number of the time in its lane
  void put(int lane, int save, double time, double[] values, int column, int width);
}
