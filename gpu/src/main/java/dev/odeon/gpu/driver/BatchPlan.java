package dev.odeon.gpu.driver;

/// How many lanes run at a time, so that they fit into a device's memory.
///
/// A batch is made of whole blocks of 64 lanes, the last one excepted: lanes of a block are summed
/// together, so that a batch cut elsewhere would change bits.
///
/// @param lanes all lanes, at least 1
/// @param batch lanes at a time: all of them, or a multiple of [#BLOCK]
public record BatchPlan(int lanes, int batch) {
  /// Lanes that are summed together.
  public static final int BLOCK = 64;

  /// Part of the free memory that a plan leaves alone: the driver takes some for its own needs, and
  /// other processes may take some before the solve does.
  private static final double RESERVE = 0.1;

  /// Checks the numbers.
  public BatchPlan {
    if (lanes < 1) {
      throw new IllegalArgumentException("lanes must be at least 1, was " + lanes);
    }
    if (batch < 1 || batch > lanes || (batch < lanes && batch % BLOCK != 0)) {
      throw new IllegalArgumentException(
          "batch must be %d or a smaller multiple of %d, was %d".formatted(lanes, BLOCK, batch));
    }
  }

  /// The largest equal batches that fit. Where not even one block fits, it is planned nevertheless:
  /// the device then says so itself.
  ///
  /// @param lanes all lanes, at least 1
  public static BatchPlan of(int lanes, MemoryNeed need, MemoryInfo memory) {
    long usable = (long) (memory.freeBytes() * (1 - RESERVE));
    if (need.bytes(lanes) <= usable) {
      return new BatchPlan(lanes, lanes);
    }
    long room = Math.max(0, usable - need.sharedBytes()) / Math.max(1, need.laneBytes());
    long most = Math.max(BLOCK, room / BLOCK * BLOCK);
    return most >= lanes ? new BatchPlan(lanes, lanes) : equal(lanes, Math.ceilDiv(lanes, most));
  }

  /// Whether a smaller batch is possible.
  public boolean canHalve() {
    return batch > BLOCK;
  }

  /// Batches of about half as many lanes.
  public BatchPlan halved() {
    if (!canHalve()) {
      throw new IllegalStateException("a batch of " + batch + " lanes cannot be halved");
    }
    return equal(batch, 2).forLanes(lanes);
  }

  /// How many batches there are.
  public int count() {
    return Math.ceilDiv(lanes, batch);
  }

  private BatchPlan forLanes(int all) {
    return new BatchPlan(all, batch);
  }

  private static BatchPlan equal(int lanes, long count) {
    int blocks = Math.ceilDiv(lanes, BLOCK);
    int batch = (int) Math.ceilDiv(blocks, count) * BLOCK;
    return new BatchPlan(lanes, Math.min(lanes, batch));
  }
}
