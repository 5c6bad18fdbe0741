package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.PtxCode;
import java.util.ArrayList;
import java.util.List;

/// Gives out the memory that the threads of a block share, and puts barriers between the writes and
/// the reads of different threads.
final class SharedPool {
  private static final int ALIGNMENT = 16;

  private final PtxCode code;
  private final int first;
  private final List<SharedRegion> taken = new ArrayList<>();

  /// Free places that threads may still be reading.
  private final List<SharedRegion> touched = new ArrayList<>();

  private boolean written;
  private boolean joined;
  private int peak;

  /// @param first byte that it may give out
  SharedPool(PtxCode code, int first) {
    this.code = code;
    this.first = Math.ceilDiv(first, ALIGNMENT) * ALIGNMENT;
    peak = this.first;
  }

  /// The bytes used so far, at any time.
  int peak() {
    return peak;
  }

  /// A place that every thread may write at once.
  SharedRegion take(int bytes) {
    if (joined) {
      barrier();
    }
    int size = Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    SharedRegion region = place(size, true);
    if (region.end() > peak) {
      SharedRegion other = place(size, false);
      if (other.end() <= peak) {
        barrier();
        region = other;
      }
    }
    peak = Math.max(peak, region.end());
    taken.add(region);
    return region;
  }

  private SharedRegion place(int size, boolean untouched) {
    List<SharedRegion> obstacles = new ArrayList<>(taken);
    if (untouched) {
      obstacles.addAll(touched);
    }
    int offset = first;
    boolean moved = true;
    while (moved) {
      moved = false;
      for (SharedRegion obstacle : obstacles) {
        if (offset < obstacle.end() && obstacle.offset() < offset + size) {
          offset = obstacle.end();
          moved = true;
        }
      }
    }
    return new SharedRegion(offset, size);
  }

  /// Nobody will read the place any more, once all have come to the next barrier.
  void free(SharedRegion region) {
    taken.remove(region);
    touched.add(region);
  }

  /// Something was written that other threads will read.
  void written() {
    written = true;
  }

  /// What was written may now be read.
  void settle() {
    if (written) {
      barrier();
    }
  }

  /// Waits for all threads.
  void barrier() {
    code.barrier();
    passed();
  }

  /// All threads have waited for each other.
  void passed() {
    touched.clear();
    written = false;
    joined = false;
  }

  /// Code begins to which threads may come from elsewhere: they may be reading anything that is
  /// free.
  void join() {
    joined = true;
  }
}
