package dev.odeon.nn.backend.reference;

import java.util.List;

/// The slots of an executable for runs on arrays that stay the same.
///
/// @param slots one array a value, by its number
/// @param copies outputs that no instruction writes
public record PlacedSlots(double[][] slots, List<Copy> copies) {
  public PlacedSlots {
    copies = List.copyOf(copies);
  }

  /// What an output repeats: an input, a constant or another output.
  ///
  /// @param from the slot that it repeats
  /// @param size its elements
  /// @param isPerLane whether there are so many for each lane
  record Copy(int from, double[] to, int size, boolean isPerLane) {}

  /// Fills in what no instruction wrote, after all of them.
  public void finish(int lanes) {
    for (Copy copy : copies) {
      int count = copy.size() * (copy.isPerLane() ? lanes : 1);
      System.arraycopy(slots[copy.from()], 0, copy.to(), 0, count);
    }
  }
}
