package dev.odeon.nn.backend.reference;

/// The slots of an executable for runs on arrays that stay the same.
public final class PlacedSlots {
  private final double[][] slots;
  private final double[][] outputs;
  private final int[] from;
  private final int[] sizes;
  private final boolean[] perLane;

  /// @param slots one array a value, by its number
  /// @param outputs those that no instruction writes, since they repeat an input, a constant or
  ///   another output
  /// @param from the slots that these repeat
  /// @param sizes their elements
  /// @param perLane whether there are so many for each lane
  PlacedSlots(double[][] slots, double[][] outputs, int[] from, int[] sizes, boolean[] perLane) {
    this.slots = slots;
    this.outputs = outputs;
    this.from = from;
    this.sizes = sizes;
    this.perLane = perLane;
  }

  /// One array a value, by its number, to run instructions on.
  public double[][] slots() {
    return slots;
  }

  /// Whether instructions write all outputs.
  public boolean isFinished() {
    return outputs.length == 0;
  }

  /// Fills in what no instruction wrote, after all of them.
  public void finish(int lanes) {
    for (int i = 0; i < outputs.length; i++) {
      int count = sizes[i] * (perLane[i] ? lanes : 1);
      System.arraycopy(slots[from[i]], 0, outputs[i], 0, count);
    }
  }
}
