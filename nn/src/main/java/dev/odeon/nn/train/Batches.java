package dev.odeon.nn.train;

import dev.odeon.nn.init.SplitMix64;

/// Samples by turns in random order: every sample occurs once before any occurs again, but for the
/// few that would not fill a batch, which are left out of that round. Not thread-safe.
public final class Batches {
  private final int[] order;
  private final int size;
  private int at;

  /// Batches of `size` of the samples 0 to `count - 1`.
  public Batches(int count, int size) {
    if (count < 1) {
      throw new IllegalArgumentException("batches: count " + count + " is below 1");
    }
    if (size < 1 || size > count) {
      throw new IllegalArgumentException("batches: size " + size + " is outside 1.." + count);
    }
    this.size = size;
    order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    at = count;
  }

  /// Number of samples in a batch.
  public int size() {
    return size;
  }

  /// The numbers of the samples of the next batch.
  public int[] next(SplitMix64 random) {
    if (at + size > order.length) {
      shuffle(random);
      at = 0;
    }
    int[] batch = new int[size];
    System.arraycopy(order, at, batch, 0, size);
    at += size;
    return batch;
  }

  private void shuffle(SplitMix64 random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = (int) (random.nextDouble() * (i + 1));
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
  }

  /// Copies the samples `batch` of `all`, `[element][sample]`, to `out`, laid out the same.
  ///
  /// @throws IllegalArgumentException if `all` is not of `count` samples, `out` not of those of the
  ///   batch, or a number not one of a sample
  public static void gather(double[] all, int count, int[] batch, double[] out) {
    if (count < 1 || all.length % count != 0 || out.length != all.length / count * batch.length) {
      throw new IllegalArgumentException(
          "batches: "
              + all.length
              + " numbers of "
              + count
              + " samples do not make "
              + out.length
              + " of "
              + batch.length);
    }
    for (int sample : batch) {
      if (sample < 0 || sample >= count) {
        throw new IllegalArgumentException(
            "batches: sample " + sample + " is outside 0.." + (count - 1));
      }
    }
    int elements = all.length / count;
    for (int element = 0; element < elements; element++) {
      for (int i = 0; i < batch.length; i++) {
        out[element * batch.length + i] = all[element * count + batch[i]];
      }
    }
  }
}
