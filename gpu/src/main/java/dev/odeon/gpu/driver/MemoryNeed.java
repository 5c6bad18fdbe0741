package dev.odeon.gpu.driver;

/// How much device memory a batch of lanes takes.
///
/// @param sharedBytes whatever the number of lanes, at least 0
/// @param laneBytes for each lane, at least 0
public record MemoryNeed(long sharedBytes, long laneBytes) {
  /// Checks the numbers.
  public MemoryNeed {
    if (sharedBytes < 0) {
      throw new IllegalArgumentException("sharedBytes must be at least 0, was " + sharedBytes);
    }
    if (laneBytes < 0) {
      throw new IllegalArgumentException("laneBytes must be at least 0, was " + laneBytes);
    }
  }

  /// The need of so many lanes in bytes; the largest `long` if it is more than that.
  public long bytes(int lanes) {
    long forLanes = Math.multiplyHigh(laneBytes, lanes) == 0 ? laneBytes * lanes : -1;
    long all = forLanes + sharedBytes;
    return forLanes < 0 || all < 0 ? Long.MAX_VALUE : all;
  }
}
