package dev.odeon.ode.lanes;

import java.util.Arrays;

/// A bounded number of rows of numbers, each the checkpoint of one step, in the order of the steps.
///
/// As long as there is room every step is kept. After that checkpoints are given up so that the
/// steps can be walked backwards at the least number of repetitions, although nobody knows yet how
/// many there will be: Q. Wang, P. Moin, G. Iaccarino, Minimal repetition dynamic checkpointing
/// algorithm for unsteady adjoint calculation, SIAM J. Sci. Comput. 31 (2009), algorithm 1. A
/// checkpoint is dispensable if a later one has a higher level; where none is, the checkpoint of
/// the step before makes room, and the new one's level is above its own. The first is never given
/// up.
final class CheckpointStack {
  private static final int NONE = -1;

  private final int stride;
  private final int capacity;
  private double[] rows = new double[0];
  private int[] step = new int[0];
  private int[] level = new int[0];
  private int[] before = new int[0];
  private int[] after = new int[0];
  private int allocated;
  private int held;
  private int free = NONE;
  private int first = NONE;
  private int last = NONE;

  /// Checkpoints in front of this one that have a lower level are dispensable.
  private int pivot = NONE;

  private boolean isThinned;

  /// @param stride numbers of a row
  /// @param capacity most rows, at least 2
  CheckpointStack(int stride, int capacity) {
    this.stride = stride;
    this.capacity = capacity;
  }

  /// How many rows of each of `lanes` trajectories fit into `bytes` together.
  ///
  /// @throws IllegalArgumentException if these are fewer than two
  static int capacity(long bytes, int stride, int lanes) {
    long row = 8L * stride + 16;
    long rows = bytes / row / Math.max(1, lanes);
    if (rows < 2) {
      throw new IllegalArgumentException(
          "memory of "
              + bytes
              + " bytes for checkpoints: two for each of "
              + lanes
              + " trajectories need "
              + 2 * row * lanes
              + "; give more, with new Sensitivity.Discrete(bytes) or Recording.within(bytes)");
    }
    return (int) Math.min(rows, Integer.MAX_VALUE);
  }

  /// Whether a step was given up.
  boolean isThinned() {
    return isThinned;
  }

  /// The step of the last checkpoint; -1 if there is none.
  int lastStep() {
    return last == NONE ? NONE : step[last];
  }

  /// How many more rows there may be.
  int room() {
    return capacity - held;
  }

  /// Where the row of step `number` begins in [#rows], which is the last one or of a stack that is
  /// not thinned.
  int row(int number) {
    int slot = isThinned ? last : number;
    if (slot < 0 || slot >= allocated || step[slot] != number) {
      throw new IllegalArgumentException(
          "step " + number + " is not at hand; the last that is, is " + lastStep());
    }
    return slot * stride;
  }

  /// The numbers of all rows.
  double[] rows() {
    return rows;
  }

  /// Keeps the next step of a run that goes forwards; where its row begins.
  int advance(int number) {
    int height = 0;
    if (held == capacity) {
      isThinned = true;
      int dispensable = pivot == NONE ? NONE : before[pivot];
      if (dispensable != NONE && level[dispensable] < level[pivot]) {
        remove(dispensable);
      } else {
        height = level[last] + 1;
        remove(last);
      }
    }
    int slot = append(number, first == NONE ? Integer.MAX_VALUE : height);
    if (height > 0) {
      pivot = slot;
    }
    return slot * stride;
  }

  /// Keeps a step of a repetition, for which there must be room; where its row begins.
  int put(int number) {
    return append(number, 0) * stride;
  }

  /// Gives up the checkpoints after step `number`.
  void release(int number) {
    while (isThinned && last != NONE && step[last] > number) {
      remove(last);
    }
  }

  private int append(int number, int height) {
    int slot = free;
    if (slot == NONE) {
      slot = allocated++;
      grow();
    } else {
      free = after[slot];
    }
    step[slot] = number;
    level[slot] = height;
    before[slot] = last;
    after[slot] = NONE;
    if (last == NONE) {
      first = slot;
    } else {
      after[last] = slot;
    }
    last = slot;
    held++;
    return slot;
  }

  private void grow() {
    if (allocated > step.length) {
      int size = Math.min(capacity, Math.max(16, 2 * step.length));
      rows = Arrays.copyOf(rows, Math.multiplyExact(size, stride));
      step = Arrays.copyOf(step, size);
      level = Arrays.copyOf(level, size);
      before = Arrays.copyOf(before, size);
      after = Arrays.copyOf(after, size);
    }
  }

  private void remove(int slot) {
    if (slot == pivot) {
      pivot = NONE;
    }
    if (before[slot] == NONE) {
      first = after[slot];
    } else {
      after[before[slot]] = after[slot];
    }
    if (after[slot] == NONE) {
      last = before[slot];
    } else {
      before[after[slot]] = before[slot];
    }
    after[slot] = free;
    free = slot;
    held--;
  }
}
